package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that is full turns newcomers away by name, and serves those it has as before. */
@Timeout(180)
final class OverloadIT {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int PLACES = 20;
  private static final int COMING = 25;
  private static final String READY = "/health/ready";

  @Test
  void anEdgeTurnsAwayWhoeverIsTooManyAndServesTheOthersInFull() {
    try (NodeProcess origin = NodeProcess.origin("it-full-origin", Map.of());
        NodeProcess edge = NodeProcess.edge("it-full-edge", origin, viewers(PLACES));
        NodeProcess other = NodeProcess.edge("it-full-other", origin, Map.of());
        Bench bench = new Bench()) {
      other.awaitReady();
      edge.awaitReady();
      Bench.Publishing publishing = bench.publish(origin.rtmp("live/full"), Clips.noise());

      List<PlayProbe> players =
          IntStream.range(0, COMING).mapToObj(i -> bench.record(edge.rtmp("live/full"))).toList();

      await().atMost(SOON).until(() -> players.stream().allMatch(OverloadIT::isAnswered));
      List<PlayProbe> admitted = players.stream().filter(p -> !p.refused().isDone()).toList();
      assertThat(admitted).hasSize(PLACES);
      players.stream()
          .filter(p -> !admitted.contains(p))
          .forEach(player -> assertTurnedAway(player, "viewers"));
      assertSaysThatItIsFull(edge, other);
      assertThat(other.request("GET", READY).statusCode()).isEqualTo(200);
      assertThat(bench.count(other.rtmp("live/full")).firstKeyFrame()).succeedsWithin(SOON);

      int before = admitted.get(PLACES - 1).messages();
      await().atMost(SOON).until(() -> admitted.get(PLACES - 1).messages() > before + 200);
      assertThat(admitted).noneMatch(player -> player.closed().isDone());

      admitted.subList(0, 2).forEach(PlayProbe::close);
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(edge.request("GET", READY).statusCode()).isEqualTo(200));
      assertThat(edge.metric("weir_overloaded")).isZero();
      assertThat(bench.count(edge.rtmp("live/full")).firstKeyFrame()).succeedsWithin(SOON);

      assertThat(edge.metric("weir_frames_skipped_total")).isZero();
      List<PacketLog> played = admitted.stream().map(PlayProbe::packets).toList();
      PacketLog sent = publishing.sent();
      played.subList(0, 2).forEach(packets -> packets.assertIsPartOf(sent, 1));
      played.subList(2, PLACES).forEach(packets -> packets.assertIsPartOf(sent, 200));
    }
  }

  @Test
  void whenAllAreFullAllAreReadyAndEdgesStillPull() {
    try (NodeProcess origin = NodeProcess.origin("it-all-origin", viewers(1));
        NodeProcess first = NodeProcess.edge("it-all-first", origin, viewers(1));
        NodeProcess second = NodeProcess.edge("it-all-second", origin, viewers(1));
        Bench bench = new Bench()) {
      second.awaitReady();
      first.awaitReady();
      bench.publish(origin.rtmp("live/seen"), Clips.noise());
      assertThat(bench.count(origin.rtmp("live/seen")).firstKeyFrame()).succeedsWithin(SOON);
      await().atMost(SOON).until(() -> origin.metric("weir_overloaded") == 1);
      assertTurnedAway(bench.count(origin.rtmp("live/seen")), "viewers");

      assertThat(bench.count(first.rtmp("live/seen")).firstKeyFrame()).succeedsWithin(SOON);
      await().atMost(SOON).until(() -> first.request("GET", READY).statusCode() == 503);
      assertThat(bench.count(second.rtmp("live/seen")).firstKeyFrame()).succeedsWithin(SOON);
      await().atMost(SOON).until(() -> first.request("GET", READY).statusCode() == 200);

      for (NodeProcess node : List.of(origin, first, second)) {
        assertThat(node.request("GET", READY).statusCode()).as(node.id()).isEqualTo(200);
        assertThat(node.metric("weir_overloaded", "limit=\"viewers\"")).isEqualTo(1);
        assertTurnedAway(bench.count(node.rtmp("live/seen")), "viewers");
      }
      // Publishers are never too many for what limits players.
      bench.publish(first.rtmp("live/another"), Clips.noise());
    }
  }

  /** The node is alone, so it stays ready. */
  @Test
  void whoComesWhenEnoughIsSentIsTurnedAway() {
    Map<String, String> settings = Map.of("WEIR_OVERLOAD_EGRESS", "2Mbit");
    try (NodeProcess origin = NodeProcess.origin("it-full-egress", settings);
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/much"), Clips.noise());
      List<PlayProbe> players =
          IntStream.range(0, COMING).mapToObj(i -> bench.count(origin.rtmp("live/much"))).toList();
      String label = "limit=\"egress\"";
      await().atMost(SOON).until(() -> origin.metric("weir_overloaded", label) == 1);

      assertTurnedAway(bench.count(origin.rtmp("live/much")), "egress");
      assertThat(origin.metric("weir_overload_refused_total", label)).isPositive();
      assertThat(origin.metric("weir_overload_refused_total", "limit=\"viewers\"")).isZero();
      assertThat(origin.request("GET", READY).statusCode()).isEqualTo(200);
      List<PlayProbe> served = players.stream().filter(p -> !p.refused().isDone()).toList();
      assertThat(served).isNotEmpty().noneMatch(player -> player.closed().isDone());
    }
  }

  /** Of a limit so low that starting and being published to is too much. */
  @Test
  void whoComesWhenALoopIsBusyIsTurnedAwayUnlessHePublishes() {
    try (NodeProcess origin =
            NodeProcess.origin("it-full-loops", Map.of("WEIR_OVERLOAD_LOOPS", "1"));
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/busy"), Clips.noise());
      await().atMost(SOON).until(() -> origin.metric("weir_overloaded", "limit=\"loops\"") == 1);
      bench.publish(origin.rtmp("live/another"), Clips.noise());

      assertTurnedAway(bench.count(origin.rtmp("live/busy")), "loops");
    }
  }

  private static void assertSaysThatItIsFull(NodeProcess edge, NodeProcess other) {
    await()
        .atMost(SOON)
        .untilAsserted(
            () ->
                assertThat(edge.request("GET", READY).body())
                    .contains("the node is full: overload.viewers is used to 100 %"));
    assertThat(edge.request("GET", READY).statusCode()).isEqualTo(503);
    assertThat(edge.request("GET", "/health/live").statusCode()).isEqualTo(200);
    assertThat(edge.metric("weir_overload_refused_total", "limit=\"viewers\""))
        .isEqualTo(COMING - PLACES);
    assertThat(edge.metric("weir_requests_total", "kind=\"play\"", "result=\"too_many\""))
        .isEqualTo(COMING - PLACES);
    assertThat(edge.metric("weir_overloaded", "limit=\"viewers\"")).isEqualTo(1);
    assertThat(edge.metric("weir_overload_used_ratio", "limit=\"viewers\"")).isEqualTo(1);
    await().atMost(SOON).until(() -> isOverloaded(other, edge.id()));
  }

  /** As another node tells it. */
  private static boolean isOverloaded(NodeProcess asked, String id) {
    return new JsonObject(asked.get("/api/v1/nodes"))
        .getJsonArray("nodes").stream()
            .map(JsonObject.class::cast)
            .anyMatch(row -> row.getString("id").equals(id) && row.getBoolean("overloaded"));
  }

  private static boolean isAnswered(PlayProbe player) {
    return player.refused().isDone() || player.firstKeyFrame().isDone();
  }

  private static void assertTurnedAway(PlayProbe player, String limit) {
    assertThat(player.refused()).succeedsWithin(SOON).isEqualTo("NetStream.Play.Failed");
    assertThat(player.firstKeyFrame())
        .failsWithin(SOON)
        .withThrowableThat()
        .withMessageContaining("This server is full (overload." + limit + ")");
    assertThat(player.closed()).succeedsWithin(SOON);
  }

  private static Map<String, String> viewers(int places) {
    return Map.of("WEIR_OVERLOAD_VIEWERS", String.valueOf(places));
  }
}
