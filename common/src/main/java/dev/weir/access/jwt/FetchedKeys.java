package dev.weir.access.jwt;

import dev.weir.access.BoundedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys from a URL: fetched now and then, and when a token names one that is not there. The last
 * good ones stay while the URL does not answer.
 */
final class FetchedKeys implements KeySource {
  private static final Logger LOG = LoggerFactory.getLogger(FetchedKeys.class);

  /** Key sets are not longer. */
  private static final int BYTES_MAX = 256 << 10;

  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final long LOOK_SECONDS = 1;
  private static final long EVERY_NANOS = TimeUnit.MINUTES.toNanos(5);
  private static final long AT_MOST_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int STATUS_OK = 200;

  private final URI url;
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(DEADLINE)
          .build();
  private final ScheduledFuture<?> looks;
  private volatile KeySet keys;
  private volatile boolean wanted = true;

  /** Of the timer's thread only. */
  private CompletableFuture<?> fetching = CompletableFuture.completedFuture(null);

  private long lastNanos = System.nanoTime() - EVERY_NANOS;

  FetchedKeys(URI url, ScheduledExecutorService timer) {
    this.url = url;
    this.looks = timer.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public KeySet current() {
    return keys;
  }

  @Override
  public void missed() {
    wanted = true;
  }

  @Override
  public void close() {
    looks.cancel(false);
  }

  private void look() {
    long age = System.nanoTime() - lastNanos;
    if (fetching.isDone() && age >= (wanted ? AT_MOST_EVERY_NANOS : EVERY_NANOS)) {
      lastNanos = System.nanoTime();
      wanted = false;
      fetch();
    }
  }

  private void fetch() {
    HttpRequest request = HttpRequest.newBuilder(url).timeout(DEADLINE).build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, info -> new BoundedBody(BYTES_MAX, IOException::new));
    fetching =
        exchange
            .orTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS)
            .handle(
                (response, failure) -> {
                  if (failure != null) {
                    exchange.cancel(true);
                    failed(failure.getClass().getSimpleName());
                  } else {
                    take(response);
                  }
                  return null;
                });
  }

  private void take(HttpResponse<byte[]> response) {
    if (response.statusCode() != STATUS_OK) {
      failed("status " + response.statusCode());
      return;
    }
    try {
      String text = new String(response.body(), StandardCharsets.UTF_8);
      keys = KeySet.parse(text, NativeCrypto::provider);
    } catch (IllegalArgumentException e) {
      failed(e.getMessage());
    }
  }

  private void failed(String why) {
    wanted = true;
    LOG.atWarn()
        .addKeyValue("host", url.getHost())
        .addKeyValue("setting", "jwt.jwks-url")
        .addKeyValue("reason", why)
        .addKeyValue("known", keys != null)
        .log("access-keys-not-fetched");
  }
}
