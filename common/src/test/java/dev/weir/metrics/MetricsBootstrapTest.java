package dev.weir.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.micrometer.backends.BackendRegistries;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MetricsBootstrapTest {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  @Test
  void vertxAndTheJvmReportIntoTheNodesRegistryUnderTheNodesLabels() throws Exception {
    MetricsBootstrap bootstrap = MetricsBootstrap.create("origin-a", "origin");
    Vertx vertx = vertx(bootstrap);
    try {
      request(listening(vertx), "GET");
      awaitRequests(bootstrap, 1);
      Page page = new Page(bootstrap.scrape());

      assertThat(page.types()).containsKeys("jvm_memory_used_bytes", "vertx_pool_ratio");
      assertThat(page.samples())
          .allSatisfy(
              sample ->
                  assertThat(sample.labels())
                      .containsEntry("node", "origin-a")
                      .containsEntry("role", "origin"));
    } finally {
      done(vertx.close());
    }
  }

  @Test
  void theEventBusIsNotMeasured() throws Exception {
    MetricsBootstrap bootstrap = MetricsBootstrap.create("origin-a", "origin");
    Vertx vertx = vertx(bootstrap);
    try {
      vertx.eventBus().consumer("address", message -> message.reply("yes"));
      done(vertx.eventBus().request("address", "?"));

      assertThat(bootstrap.scrape()).doesNotContain("vertx_eventbus");
    } finally {
      done(vertx.close());
    }
  }

  @Test
  void methodsThatClientsMakeUpDoNotBecomeSeries() throws Exception {
    MetricsBootstrap bootstrap = MetricsBootstrap.create("origin-a", "origin");
    Vertx vertx = vertx(bootstrap);
    try {
      int port = listening(vertx);
      request(port, "GET");
      awaitRequests(bootstrap, 1);
      int before = httpSeries(bootstrap);

      for (int i = 0; i < 20; i++) {
        request(port, "MADEUP" + i);
      }
      awaitRequests(bootstrap, 21);

      assertThat(httpSeries(bootstrap)).isEqualTo(before);
      assertThat(bootstrap.scrape()).doesNotContain("MADEUP");
    } finally {
      done(vertx.close());
    }
  }

  @Test
  void twoNodesInOneProcessDoNotShareARegistryEvenWithTheSameName() throws Exception {
    MetricsBootstrap first = MetricsBootstrap.create("same", "origin");
    MetricsBootstrap second = MetricsBootstrap.create("same", "origin");
    Vertx one = vertx(first);
    Vertx two = vertx(second);
    try {
      request(listening(two), "GET");
      awaitRequests(second, 1);

      assertThat(first.scrape()).doesNotContain("vertx_http_server_requests_total");
    } finally {
      done(one.close());
      done(two.close());
    }
    assertThat(BackendRegistries.getNow(first.options().getRegistryName())).isNull();
  }

  @Test
  void metersArePutToAnEndEvenWhenSomebodyMakesThemWithoutOne() {
    MetricsBootstrap bootstrap = MetricsBootstrap.create("origin-a", "origin");

    for (int i = 0; i < 6_000; i++) {
      bootstrap.registry().counter("flood", "n", Integer.toString(i)).increment();
    }

    assertThat(bootstrap.registry().getMeters()).hasSizeLessThanOrEqualTo(5_000);
  }

  private static Vertx vertx(MetricsBootstrap bootstrap) {
    return Vertx.builder()
        .with(new VertxOptions().setMetricsOptions(bootstrap.options()))
        .withMetrics(bootstrap.factory())
        .build();
  }

  private static int listening(Vertx vertx) throws Exception {
    HttpServer server =
        vertx.createHttpServer().requestHandler(request -> request.response().end("yes"));
    return done(server.listen(0, "127.0.0.1")).actualPort();
  }

  private static void request(int port, String method) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .version(HttpClient.Version.HTTP_1_1)
            .method(method, BodyPublishers.noBody())
            .build();
    assertThat(CLIENT.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  /** A request is counted when its answer is written, which may be after the client has it. */
  private static void awaitRequests(MetricsBootstrap bootstrap, int requests) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(
                        new Page(bootstrap.scrape())
                            .value("vertx_http_server_requests_total", "code", "200"))
                    .isEqualTo(requests));
  }

  private static int httpSeries(MetricsBootstrap bootstrap) {
    return (int)
        new Page(bootstrap.scrape())
            .samples().stream()
                .filter(sample -> sample.name().startsWith("vertx_http_server_requests_total"))
                .count();
  }

  private static <T> T done(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
