package dev.weir.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weir.access.AccessRefusal;
import dev.weir.access.StreamKeyRecord;
import dev.weir.access.gate.TokenGuard;
import dev.weir.metrics.MetricNames;
import dev.weir.metrics.MetricsBootstrap;
import dev.weir.metrics.OverloadLimit;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(VertxExtension.class)
class NodeHttpServerTest {
  private final FakeNode node = new FakeNode("origin-a", "origin");
  private ServedNode served;

  @BeforeEach
  void serve(Vertx vertx) throws Exception {
    served = ServedNode.start(vertx, node, "origin-a");
  }

  @Test
  void liveIsAnsweredEvenWhenNothingIsReady() throws Exception {
    node.checks.put("cluster", Optional.of("not joined"));

    assertThat(served.json("/health/live")).isEqualTo(new JsonObject().put("status", "live"));
  }

  @Test
  void readyListsItsChecks() throws Exception {
    JsonObject body = served.json("/health/ready");

    assertThat(body.getString("status")).isEqualTo("ready");
    assertThat(body.getJsonObject("checks")).isEqualTo(new JsonObject().put("listener", "ok"));
  }

  @Test
  void notReadyNamesEachFailingCheck() throws Exception {
    node.checks.put("cluster", Optional.of("not joined"));
    node.checks.put("drain", Optional.of("draining"));

    HttpResponse<String> response = served.get("/health/ready");

    assertThat(response.statusCode()).isEqualTo(503);
    JsonObject body = new JsonObject(response.body());
    assertThat(body.getString("error")).isEqualTo("not ready");
    assertThat(body.getJsonObject("failing"))
        .isEqualTo(new JsonObject().put("cluster", "not joined").put("drain", "draining"));
    assertThat(body.getJsonObject("checks").getString("listener")).isEqualTo("ok");
  }

  @Test
  void metricsAreServedAsPrometheusText() throws Exception {
    HttpResponse<String> response = served.get("/metrics");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .contains("text/plain; version=0.0.4; charset=utf-8");
    assertThat(response.body()).isEqualTo("weir_streams 1\n");
  }

  @Test
  void everyDocumentedMetricIsOnTheServedPage(Vertx vertx) throws Exception {
    MetricsBootstrap metrics = MetricsBootstrap.create("origin-a", "origin");
    metrics.metrics().loop(0, () -> 0, () -> 0);
    metrics.metrics().queues(() -> 0);
    metrics.metrics().streamKeys(() -> 0);
    metrics.metrics().drain(() -> 0, () -> 0);
    metrics.metrics().certificates(() -> 0, () -> 0);
    for (OverloadLimit limit : OverloadLimit.values()) {
      metrics.metrics().overload(limit, () -> 0, () -> 0);
    }
    metrics.metrics().accessRefusals(AccessRefusal.class);
    String page = withMetrics(vertx, metrics::scrape).get("/metrics").body();

    for (MetricNames name : MetricNames.values()) {
      assertThat(page).contains("# TYPE " + name.exposedName() + " ");
    }
  }

  @Test
  void metricsAreReadOffTheEventLoop(Vertx vertx) throws Exception {
    ServedNode metered = withMetrics(vertx, () -> "worker=" + Context.isOnWorkerThread());

    assertThat(metered.get("/metrics").body()).isEqualTo("worker=true");
  }

  @Test
  void metricsThatCannotBeReadAreUnavailableAndTheNextReadIsANewOne(Vertx vertx) throws Exception {
    AtomicInteger reads = new AtomicInteger();
    ServedNode metered =
        withMetrics(
            vertx,
            () -> {
              if (reads.incrementAndGet() == 1) {
                throw new IllegalStateException("broken");
              }
              return "fine";
            });

    assertThat(metered.get("/metrics").statusCode()).isEqualTo(503);
    assertThat(metered.get("/metrics").body()).isEqualTo("fine");
  }

  @Test
  void theRootLinksWhatThereIs() throws Exception {
    HttpResponse<String> response = served.get("/");

    assertThat(response.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    for (String path : List.of("/metrics", "/api/v1/streams", "/openapi.yaml", "/health/ready")) {
      assertThat(response.body()).contains("href=\"" + path + "\"");
      assertThat(served.get(path).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void theDescriptionHasEveryPathAndEveryPathIsServed() throws Exception {
    node.streams(FakeNode.stream("live/demo", "origin-a", 1, 0));
    KeyJson.NewKey made =
        KeyJson.newKey(
            new JsonObject().put("names", new JsonArray().add("live/demo")), new SecureRandom());
    StreamKeyRecord key = made.record();
    node.keys.add(key);
    JsonNode description = new YAMLMapper().readTree(served.get("/openapi.yaml").body());

    assertThat(description.get("paths").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "/",
            "/openapi.yaml",
            "/health/live",
            "/health/ready",
            "/metrics",
            "/api/v1/streams",
            "/api/v1/streams/{app}/{name}",
            "/api/v1/sessions",
            "/api/v1/nodes",
            "/api/v1/drain",
            "/api/v1/keys",
            "/api/v1/keys/{id}");
    for (String path : (Iterable<String>) () -> description.get("paths").fieldNames()) {
      String real =
          path.replace("{app}", "live").replace("{name}", "demo").replace("{id}", key.id());
      assertThat(served.get(real).statusCode()).as(path).isEqualTo(200);
      assertThat(served.send("HEAD", real, BodyPublishers.noBody()).statusCode())
          .as(path)
          .isEqualTo(200);
    }
  }

  @Test
  void anUnknownPathIsNotFound() throws Exception {
    for (String path : List.of("/nothing", "/api/v1/nothing", "/health", "/%2e%2e/etc/passwd")) {
      HttpResponse<String> response = served.get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(404);
      assertThat(response.headers().firstValue("content-type")).contains("application/json");
      assertThat(response.body()).isEqualTo("{\"error\":\"not found\"}");
    }
  }

  @Test
  void anotherMethodIsRefusedAndTheRightOnesAreNamed() throws Exception {
    for (String method : List.of("POST", "DELETE", "PUT", "OPTIONS", "TRACE", "MADEUP")) {
      for (String path : List.of("/metrics", "/api/v1/streams", "/api/v1/streams/live/demo")) {
        HttpResponse<String> response = served.send(method, path, BodyPublishers.noBody());
        assertThat(response.statusCode()).as(method + path).isEqualTo(405);
        assertThat(response.headers().firstValue("allow")).contains("GET, HEAD");
        assertThat(response.body()).isEqualTo("{\"error\":\"method not allowed\"}");
      }
    }
  }

  @Test
  void everyAnswerIsStrictAndNoneAllowsOtherSites() throws Exception {
    for (String path : List.of("/", "/metrics", "/api/v1/nodes", "/nothing")) {
      HttpResponse<String> response = served.get(path, "Origin", "http://elsewhere.example");
      assertThat(response.headers().firstValue("x-content-type-options")).contains("nosniff");
      assertThat(response.headers().firstValue("cache-control")).contains("no-store");
      assertThat(response.headers().firstValue("server")).isEmpty();
      assertThat(response.headers().firstValue("content-security-policy"))
          .contains("default-src 'self'; frame-ancestors 'none'");
      assertThat(response.headers().map())
          .noneSatisfy((name, value) -> assertThat(name).startsWith("access-control-"));
    }
  }

  @Test
  void aRequestBodyIsRefusedAndTheConnectionClosed() throws Exception {
    String sized =
        served.raw("GET /metrics HTTP/1.1\r\nHost: weir\r\nContent-Length: 3\r\n\r\nabc");
    assertThat(sized)
        .startsWith("HTTP/1.1 413 ")
        .endsWith("{\"error\":\"no request body is taken here\"}");

    String chunked =
        served.raw("GET / HTTP/1.1\r\nHost: weir\r\nTransfer-Encoding: chunked\r\n\r\n");
    assertThat(chunked).startsWith("HTTP/1.1 413 ");

    String posted =
        served.raw("POST /metrics HTTP/1.1\r\nHost: weir\r\nContent-Length: 999999\r\n\r\nabc");
    assertThat(posted).startsWith("HTTP/1.1 405 ");
  }

  /**
   * Row 31 of the hostile inputs: what follows in the same bytes is no request of its own. To close
   * without an answer is fine, too.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Transfer-Encoding: chunked, xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 40\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: +0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n100000004\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0;a=\"\r\n\r\n\"\r\n\r\n",
      })
  void aRequestWhoseEndIsInDoubtIsRefused(String doubtful) throws Exception {
    String second = "GET /health/live HTTP/1.1\r\nHost: weir\r\n\r\n";
    for (String first : List.of("POST /api/v1/keys", "GET /metrics")) {
      String said = served.raw(first + " HTTP/1.1\r\nHost: weir\r\n" + doubtful + second);
      assertThat(said).as(first).matches("(?s)(HTTP/1.1 4\\d\\d .*)?").doesNotContain("\"live\"");
    }
  }

  @Test
  void requestsThatAreTooLongOrNoneAreRefused() throws Exception {
    String line = served.raw("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: weir\r\n\r\n");
    assertThat(line).contains(" 414 ").endsWith("{\"error\":\"request line too long\"}");
    assertThat(line.toLowerCase()).contains("x-content-type-options: nosniff");

    String header =
        served.raw("GET / HTTP/1.1\r\nHost: weir\r\nX: " + "a".repeat(9_000) + "\r\n\r\n");
    assertThat(header).contains(" 431 ").endsWith("{\"error\":\"header fields too large\"}");

    assertThat(served.raw("GET / HTTP/1.1\r\nBad Header: x\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    assertThat(served.raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"))
        .startsWith("HTTP/1.1 400 ")
        .endsWith("{\"error\":\"bad request\"}");
  }

  @Test
  void routesOfOthersAreServedBesideItsOwn(Vertx vertx) throws Exception {
    ServedNode more =
        ServedNode.start(
            vertx,
            new FakeNode("origin-b", "origin"),
            () -> Future.succeededFuture(List.of()),
            ApiAccess.OPEN,
            HttpSettings.at("127.0.0.1", 0),
            List.of(router -> router.get("/live/:name").handler(c -> c.end("media"))));

    assertThat(more.get("/live/demo.flv").body()).isEqualTo("media");
    assertThat(more.get("/live").statusCode()).isEqualTo(404);
  }

  @Test
  void aRouteThatFailsIsAnInternalErrorAndTellsNothing(Vertx vertx) throws Exception {
    ServedNode failing =
        ServedNode.start(
            vertx,
            new FakeNode("origin-b", "origin"),
            () -> Future.succeededFuture(List.of()),
            ApiAccess.OPEN,
            HttpSettings.at("127.0.0.1", 0),
            List.of(
                router ->
                    router
                        .get("/broken")
                        .handler(
                            context -> {
                              throw new IllegalStateException("inner secret");
                            })));

    HttpResponse<String> response = failing.get("/broken");

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).isEqualTo("{\"error\":\"internal error\"}");
  }

  @Test
  void connectionsBeyondTheLimitAreClosed(Vertx vertx) throws Exception {
    HttpSettings settings =
        new HttpSettings("http", "127.0.0.1", 0, 1, 4_096, 8_192, 60, Optional.empty());
    ServedNode narrow =
        ServedNode.start(
            vertx,
            new FakeNode("origin-b", "origin"),
            () -> Future.succeededFuture(List.of()),
            ApiAccess.OPEN,
            settings,
            List.of());

    assertThat(narrow.get("/health/live").statusCode()).isEqualTo(200);
    assertThat(narrow.raw("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPortInUseIsSaidInWordsOfTheSetting(boolean nativeTransport) throws Exception {
    Vertx other = Vertx.vertx(new VertxOptions().setPreferNativeTransport(nativeTransport));
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      HttpSettings settings = HttpSettings.at("127.0.0.1", taken.getLocalPort());

      assertThatThrownBy(
              () ->
                  ServedNode.start(
                      other,
                      node,
                      () -> Future.succeededFuture(List.of()),
                      ApiAccess.OPEN,
                      settings,
                      List.of()))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(HttpStartException.class)
          .hasMessage("http.port: " + taken.getLocalPort() + " is already in use");
    } finally {
      FakeNode.await(other.close());
    }
  }

  private static ServedNode withMetrics(Vertx vertx, Supplier<String> page) throws Exception {
    FakeNode metered = new FakeNode("origin-m", "origin");
    ClusterQuestions questions =
        FakeNode.await(
            ClusterQuestions.start(
                vertx, metered, metered, () -> Future.succeededFuture(List.of())));
    return ServedNode.start(
        vertx,
        HttpSettings.at("127.0.0.1", 0),
        new HttpSources(
            metered,
            questions,
            metered,
            metered.keys,
            page,
            true,
            ApiAccess.OPEN,
            TokenGuard.none(),
            refusal -> {},
            List.of()));
  }
}
