package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What guests may cost a node, and whom it takes them for. */
final class LimitsIT {
  private static final Duration SOON = Duration.ofSeconds(10);

  @Test
  void aStreamHasNoMoreViewersThanItMayHave() {
    try (NodeProcess origin =
            NodeProcess.origin("viewers", Map.of("WEIR_LIMITS_VIEWERS_PER_STREAM", "2"));
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/full"), Clips.noise());
      bench.publish(origin.rtmp("live/other"), Clips.noise());
      PlayProbe first = bench.count(origin.rtmp("live/full"));
      PlayProbe second = bench.count(origin.rtmp("live/full"));
      assertThat(first.firstKeyFrame()).succeedsWithin(SOON);
      assertThat(second.firstKeyFrame()).succeedsWithin(SOON);

      PlayProbe third = bench.count(origin.rtmp("live/full"));
      assertThat(third.firstKeyFrame())
          .failsWithin(SOON)
          .withThrowableThat()
          .withMessageContaining("as many viewers");
      assertThat(origin.metric("weir_requests_total", "kind=\"play\"", "result=\"too_many\""))
          .isEqualTo(1);
      assertThat(bench.count(origin.rtmp("live/other")).firstKeyFrame()).succeedsWithin(SOON);

      first.close();
      await().atMost(SOON).until(() -> origin.metric("weir_connections", "\"player\"") == 2);
      assertThat(bench.count(origin.rtmp("live/full")).firstKeyFrame()).succeedsWithin(SOON);
    }
  }

  /** Row 29 of the faults: slowed at the limit, and closed after ten seconds of that. */
  @Test
  void aPublisherThatSendsTooMuchIsSlowedAndThenClosed() {
    Map<String, String> settings = Map.of("WEIR_LIMITS_INGEST_RATE", "300kbit");
    try (NodeProcess origin = NodeProcess.origin("fast", settings);
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/fast"), Clips.noise());
      await()
          .atMost(Duration.ofSeconds(40))
          .pollInterval(Duration.ofMillis(500))
          .until(() -> origin.metric("weir_ingest_limited_total", "result=\"closed\"") > 0);
      assertThat(origin.metric("weir_ingest_limited_total", "result=\"slowed\"")).isGreaterThan(2);
      assertThat(origin.log()).anyMatch(line -> line.contains("ingest-too-fast"));
    }
  }

  @Test
  void behindABalancerTheClientIsWhomThatNames() throws IOException {
    Map<String, String> settings =
        Map.of("WEIR_RTMP_PROXY_FROM", "127.0.0.1", "WEIR_RTMP_MAX_CONNECTIONS_PER_ADDRESS", "2");
    try (NodeProcess origin = NodeProcess.origin("balanced", settings);
        BalancerRelay one = BalancerRelay.to(origin, "203.0.113.7");
        BalancerRelay two = BalancerRelay.to(origin, "203.0.113.8");
        Bench bench = new Bench()) {
      Bench.Publishing publishing = bench.publish(one.rtmp("live/show"), Clips.noise());
      PlayProbe player = bench.record(one.rtmp("live/show"));
      assertThat(player.firstKeyFrame()).succeedsWithin(SOON);
      PlayProbe other = bench.count(two.rtmp("live/show"));
      assertThat(other.firstKeyFrame()).succeedsWithin(SOON);

      JsonArray rows = new JsonObject(origin.get("/api/v1/sessions")).getJsonArray("sessions");
      assertThat(rows)
          .extracting(row -> ((JsonObject) row).getString("remoteAddress"))
          .containsExactlyInAnyOrder("203.0.113.7:4711", "203.0.113.7:4711", "203.0.113.8:4711");

      // The limit is each client's own, and whoever comes past the balancer does not get in.
      PlayProbe third = bench.count(one.rtmp("live/show"));
      assertThat(third.closed()).succeedsWithin(SOON);
      try (RawPeer direct = RawPeer.open(origin.port("rtmp"))) {
        direct.send(new byte[1_537]);
        assertThat(direct.closesWithin(Duration.ofSeconds(2))).isNotNull();
      }
      assertThat(origin.metric("weir_rtmp_errors_total", "reason=\"bad_proxy_header\""))
          .isEqualTo(1);
      assertThat(
              origin.metric("weir_connections_refused_total", "limit=\"connections_per_address\""))
          .isGreaterThanOrEqualTo(1);
      player.packets().assertIsPartOf(publishing.sent(), 1);
    }
  }
}
