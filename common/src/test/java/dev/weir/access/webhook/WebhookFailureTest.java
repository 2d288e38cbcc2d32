package dev.weir.access.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.AccessRequest.Action;
import dev.weir.access.AddressRange;
import dev.weir.access.HmacSecret;
import dev.weir.access.WebhookRules;
import dev.weir.metrics.NodeMetrics;
import dev.weir.stream.StreamKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a webhook does badly: row 39 of the faults, and input 37 of the hostile ones. */
@Timeout(60)
class WebhookFailureTest {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookFailureTest.class);
  private static final List<AddressRange> LOOPBACK =
      List.of(AddressRange.parse("127.0.0.0/8").orElseThrow());
  private static final Duration DEADLINE = Duration.ofMillis(500);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final NodeMetrics metrics = new NodeMetrics(registry);
  private WebhookStub stub;
  private WebhookPolicy policy;

  @AfterEach
  void close() throws Exception {
    policy.close();
    if (stub != null) {
      stub.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "a header's byte at a time", "a body's byte at a time"})
  void isWaitedForUntilTheDeadlineAndNoLonger(String how) {
    stub =
        switch (how) {
          case "nothing" -> WebhookStub.silent();
          case "a header's byte at a time" ->
              WebhookStub.that((request, out) -> trickle(out, "HTTP/1.1 200 OK\r\nX: "));
          default ->
              WebhookStub.that(
                  (request, out) ->
                      trickle(out, "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"));
        };
    policy = policy(stub.url(), DEADLINE, false);

    long began = System.nanoTime();
    AccessDecision decision = ask();

    assertThat(millisSince(began)).isBetween(450L, 3_000L);
    assertThat(decision.cause()).isEqualTo(AccessRefusal.UNAVAILABLE);
    assertThat(count("ask", "timeout")).isEqualTo(1);
  }

  @Test
  void anAnswerWithoutAnEndIsNotReadOn() {
    AtomicLong written = new AtomicLong();
    stub =
        WebhookStub.that(
            (request, out) -> {
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"
                      .getBytes(StandardCharsets.US_ASCII));
              byte[] spaces = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
              while (true) {
                out.write(spaces);
                written.addAndGet(spaces.length);
              }
            });
    policy = policy(stub.url(), Duration.ofSeconds(5), true);

    AccessDecision decision = ask();

    assertThat(decision.cause()).isEqualTo(AccessRefusal.UNAVAILABLE);
    assertThat(count("ask", "bad_answer")).isEqualTo(1);
    // What the kernels hold between the two, and no more.
    long seen = written.get();
    await().during(Duration.ofMillis(300)).until(() -> written.get() < seen + (16 << 20));
    assertThat(written.get()).isLessThan(32 << 20);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whenItIsDownTheSettingsDecide(boolean open) throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    policy = policy(URI.create("http://127.0.0.1:" + port + "/"), Duration.ofSeconds(5), open);

    AccessDecision decision = ask();

    assertThat(decision.allowed()).isEqualTo(open);
    assertThat(count("ask", "unreachable")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"500 Oops", "503 Busy", "429 Slowly", "408 Late"})
  void whatSaysThatItFailedIsDown(String status) {
    stub = WebhookStub.answering(status, "", "{\"allow\": true}");
    policy = policy(stub.url(), Duration.ofSeconds(5), false);

    assertThat(ask().cause()).isEqualTo(AccessRefusal.UNAVAILABLE);
    assertThat(count("ask", "server_error")).isEqualTo(1);
  }

  @Test
  void afterFiveFailuresItIsNotAskedForAWhile() {
    stub = WebhookStub.answering("500 Oops", "", "");
    policy = policy(stub.url(), Duration.ofSeconds(5), false);
    for (int i = 0; i < 5; i++) {
      ask();
    }
    long began = System.nanoTime();
    for (int i = 0; i < 1_000; i++) {
      assertThat(policy.decide(request("n" + i)).toCompletableFuture()).isDone();
    }
    long nanos = (System.nanoTime() - began) / 1_000;

    LOG.info("webhook: {} ns a refusal while the breaker is open", nanos);
    assertThat(nanos).isLessThan(TimeUnit.MILLISECONDS.toNanos(5));
    assertThat(stub.received()).hasSize(5);
    assertThat(count("ask", "breaker_open")).isEqualTo(1_000);
  }

  @Test
  void aCrowdIsAnsweredInTimeAndWhoeverAsksIsNotHeldUp() {
    stub = WebhookStub.silent();
    policy = policy(stub.url(), DEADLINE, false);
    ask(); // classes are loaded

    List<CompletableFuture<AccessDecision>> answers = new ArrayList<>();
    long began = System.nanoTime();
    long[] calls = new long[2_000];
    for (int i = 0; i < 2_000; i++) {
      long before = System.nanoTime();
      answers.add(policy.decide(request("n" + i)).toCompletableFuture());
      calls[i] = System.nanoTime() - before;
    }
    long asking = millisSince(began);
    Arrays.sort(calls);
    CompletableFuture.allOf(answers.toArray(new CompletableFuture<?>[0]))
        .orTimeout(20, TimeUnit.SECONDS)
        .join();

    LOG.info(
        "webhook: 2,000 asked in {} ms, p99 of a call {} us, all answered after {} ms",
        asking,
        calls[1_980] / 1_000,
        millisSince(began));
    assertThat(answers).allMatch(answer -> answer.join().cause() == AccessRefusal.UNAVAILABLE);
    assertThat(asking).isLessThan(2_000);
    assertThat(millisSince(began)).isLessThan(4_000);
  }

  @Test
  void aCrowdWaitsForItsTurnWhenTheHookIsWell() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(WebhookClient.MAX_IN_FLIGHT);
    stub =
        WebhookStub.that(
            (request, out) -> {
              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              full.countDown();
              full.await();
              atOnce.decrementAndGet();
              WebhookStub.write(out, "204 No Content", "", "");
            });
    policy = policy(stub.url(), Duration.ofSeconds(20), false);
    List<CompletableFuture<AccessDecision>> answers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      answers.add(policy.decide(request("n" + i)).toCompletableFuture());
    }
    assertThat(answers).allMatch(answer -> answer.join().allowed());
    assertThat(most.get()).isEqualTo(WebhookClient.MAX_IN_FLIGHT);
  }

  /** Row 32 of the faults: nobody answers for names. */
  @Test
  void aLookupThatHangsHoldsNobodyUp() throws Exception {
    CountDownLatch hangs = new CountDownLatch(1);
    policy =
        new WebhookPolicy(
            rules(URI.create("http://hook.example/"), DEADLINE, false),
            "origin-a",
            metrics,
            host -> {
              Awaitility.await().forever().until(() -> hangs.getCount() == 0);
              throw new UnknownHostException(host);
            });
    List<CompletableFuture<AccessDecision>> answers = new ArrayList<>();
    long began = System.nanoTime();
    for (int i = 0; i < 500; i++) {
      answers.add(policy.decide(request("n" + i)).toCompletableFuture());
    }
    assertThat(millisSince(began)).isLessThan(400);
    assertThat(answers).allMatch(answer -> answer.join().cause() == AccessRefusal.UNAVAILABLE);
    assertThat(millisSince(began)).isLessThan(3_000);
    hangs.countDown();
  }

  /** A name that comes to stand for something else. */
  @Test
  void aNameThatStandsForAPrivateAddressIsNotCalled() throws Exception {
    InetAddress metadata = InetAddress.getByName("169.254.169.254");
    policy =
        new WebhookPolicy(
            rules(URI.create("http://hook.example/"), DEADLINE, true),
            "origin-a",
            metrics,
            host -> new InetAddress[] {InetAddress.getByName("192.0.2.1"), metadata});
    assertThat(ask().cause()).isEqualTo(AccessRefusal.UNAVAILABLE);
    assertThat(count("ask", "target")).isEqualTo(1);
  }

  @Test
  void isToldOfEachStreamInOrderAndAgainWhenThatFailed() throws Exception {
    Map<String, Integer> attempts = new ConcurrentHashMap<>();
    stub =
        WebhookStub.that(
            (request, out) -> {
              String id = request.headers().get("idempotency-key");
              // Each fails up to three times.
              boolean fails =
                  attempts.merge(id, 1, Integer::sum) <= Math.floorMod(id.hashCode(), 4);
              WebhookStub.write(out, fails ? "500 Oops" : "200 OK", "", "");
            });
    policy = policy(stub.url(), Duration.ofSeconds(5), false);
    try (WebhookClient client = client()) {
      WebhookNews news = new WebhookNews(client, metrics, "", 20);
      for (int i = 0; i < 10; i++) {
        for (int stream = 0; stream < 5; stream++) {
          news.tell(event("s" + stream, i));
        }
      }
      await().until(() -> news.waiting() == 0);
    }
    assertThat(count("tell", "delivered")).isEqualTo(50);
    ObjectMapper json = new ObjectMapper();
    int[] last = new int[5];
    for (WebhookStub.Received received : stub.received()) {
      String address = json.readTree(received.body()).get("address").asText();
      int stream = json.readTree(received.body()).get("stream").asText().charAt(1) - '0';
      int number = Integer.parseInt(address.substring(address.lastIndexOf('.') + 1));
      // The same again, or the next.
      assertThat(number - last[stream]).isBetween(0, 1);
      last[stream] = number;
      assertThat(received.headers().get("idempotency-key"))
          .isEqualTo(json.readTree(received.body()).get("id").asText());
    }
    assertThat(last).containsOnly(9);
  }

  @Test
  void givesUpAfterThreeMoreAttemptsAndGoesOn() {
    stub =
        WebhookStub.that(
            (request, out) ->
                WebhookStub.write(
                    out, request.body().contains("192.0.2.0") ? "500 Oops" : "200 OK", "", ""));
    policy = policy(stub.url(), Duration.ofSeconds(5), false);
    try (WebhookClient client = client()) {
      WebhookNews news = new WebhookNews(client, metrics, "", 20);
      news.tell(event("s", 0));
      news.tell(event("s", 1));
      await().until(() -> news.waiting() == 0);
    }
    assertThat(count("tell", "server_error")).isEqualTo(4);
    assertThat(count("tell", "delivered")).isEqualTo(1);
    assertThat(stub.received()).hasSize(5);
  }

  @Test
  void whatIsToBeToldDoesNotFillTheMemory() {
    stub = WebhookStub.silent();
    policy = policy(stub.url(), Duration.ofSeconds(20), false);
    AccessDecision yes = AccessDecision.allowed(100, "");

    long began = System.nanoTime();
    for (int i = 0; i < 30_000; i++) {
      policy.end(request("n" + i), yes);
    }

    LOG.info("webhook: 30,000 told in {} ms", millisSince(began));
    assertThat(count("tell", "crowded")).isBetween(19_900L, 20_000L);
    assertThat(stub.received().size()).isLessThanOrEqualTo(64);
  }

  @Test
  void nothingThatIsPrintedHoldsASecret() {
    policy = policy(URI.create("http://127.0.0.1:9/hook?token=canary"), DEADLINE, false);
    AccessRequest request =
        new AccessRequest(Action.PUBLISH, key("show"), Map.of("key", "canary"), "192.0.2.1");
    WebhookRules rules =
        new WebhookRules(
            URI.create("http://127.0.0.1:9/hook?token=canary"),
            new HmacSecret("canary"),
            DEADLINE,
            false,
            LOOPBACK);
    assertThat(rules + " " + request + " " + WebhookEvent.asked(request, "n"))
        .doesNotContain("canary");
  }

  private static void trickle(OutputStream out, String head)
      throws IOException, InterruptedException {
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    while (true) {
      out.write('a');
      out.flush();
      Thread.sleep(50); // sleeps: the slowness is the test
    }
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  private AccessDecision ask() {
    return policy
        .decide(request("show"))
        .toCompletableFuture()
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }

  private WebhookPolicy policy(URI url, Duration deadline, boolean open) {
    return new WebhookPolicy(rules(url, deadline, open), "origin-a", metrics);
  }

  private static WebhookRules rules(URI url, Duration deadline, boolean open) {
    return new WebhookRules(url, new HmacSecret("hook secret"), deadline, open, LOOPBACK);
  }

  private WebhookClient client() {
    return new WebhookClient(
        rules(stub.url(), Duration.ofSeconds(5), false),
        new WebhookTarget(LOOPBACK, InetAddress::getAllByName));
  }

  private static WebhookEvent event(String name, int number) {
    AccessRequest request =
        new AccessRequest(Action.PUBLISH, key(name), Map.of(), "192.0.2." + number);
    return WebhookEvent.done(request, AccessDecision.allowed(100, ""), "origin-a");
  }

  private static AccessRequest request(String name) {
    return new AccessRequest(Action.PLAY, key(name), Map.of(), "192.0.2.1");
  }

  private static StreamKey key(String name) {
    return new StreamKey("live", name);
  }

  private long count(String kind, String result) {
    return registry
        .get("weir_webhook_seconds")
        .tags("kind", kind, "result", result)
        .timer()
        .count();
  }
}
