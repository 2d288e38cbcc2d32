package dev.weir.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.micrometer.backends.BackendRegistries;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MetricsBootstrapTest {
  @Test
  void vertxAndTheJvmReportIntoTheNodesRegistryUnderTheNodesLabels() throws Exception {
    MetricsBootstrap bootstrap = MetricsBootstrap.create("origin-a", "origin");
    Vertx vertx = vertx(bootstrap);
    try {
      request(vertx, listening(vertx), HttpMethod.GET);
      Page page = new Page(bootstrap.scrape());

      assertThat(page.value("vertx_http_server_requests_total", "code", "200")).isEqualTo(1);
      assertThat(page.types()).containsKeys("jvm_memory_used_bytes", "vertx_pool_ratio");
      assertThat(page.samples())
          .allSatisfy(
              sample ->
                  assertThat(sample.labels())
                      .containsEntry("node", "origin-a")
                      .containsEntry("role", "origin"));
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void theEventBusIsNotMeasured() throws Exception {
    MetricsBootstrap bootstrap = MetricsBootstrap.create("origin-a", "origin");
    Vertx vertx = vertx(bootstrap);
    try {
      vertx.eventBus().consumer("address", message -> message.reply("yes"));
      await(vertx.eventBus().request("address", "?"));

      assertThat(bootstrap.scrape()).doesNotContain("vertx_eventbus");
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void methodsThatClientsMakeUpDoNotBecomeSeries() throws Exception {
    MetricsBootstrap bootstrap = MetricsBootstrap.create("origin-a", "origin");
    Vertx vertx = vertx(bootstrap);
    try {
      int port = listening(vertx);
      request(vertx, port, HttpMethod.GET);
      int before = httpSeries(bootstrap);

      for (int i = 0; i < 20; i++) {
        request(vertx, port, HttpMethod.valueOf("MADEUP" + i));
      }

      assertThat(httpSeries(bootstrap)).isEqualTo(before);
      assertThat(bootstrap.scrape()).doesNotContain("MADEUP");
    } finally {
      await(vertx.close());
    }
  }

  @Test
  void twoNodesInOneProcessDoNotShareARegistryEvenWithTheSameName() throws Exception {
    MetricsBootstrap first = MetricsBootstrap.create("same", "origin");
    MetricsBootstrap second = MetricsBootstrap.create("same", "origin");
    Vertx one = vertx(first);
    Vertx two = vertx(second);
    try {
      request(two, listening(two), HttpMethod.GET);

      assertThat(second.scrape()).contains("vertx_http_server_requests_total");
      assertThat(first.scrape()).doesNotContain("vertx_http_server_requests_total");
    } finally {
      await(one.close());
      await(two.close());
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
    return await(server.listen(0, "127.0.0.1")).actualPort();
  }

  private static void request(Vertx vertx, int port, HttpMethod method) throws Exception {
    await(
        vertx
            .createHttpClient()
            .request(method, port, "127.0.0.1", "/")
            .compose(request -> request.send())
            .compose(response -> response.body()));
  }

  private static int httpSeries(MetricsBootstrap bootstrap) {
    return (int)
        new Page(bootstrap.scrape())
            .samples().stream()
                .filter(sample -> sample.name().startsWith("vertx_http_server_requests_total"))
                .count();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
