package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An edge that somebody empties before it is deleted. */
@Timeout(180)
final class EvacuationIT {
  private static final int PLAYERS = 50;

  /** The last three seconds are for leaving the cluster, so players go from 9 s to 13 s. */
  private static final Map<String, String> MODEST =
      Map.of("WEIR_DRAIN_DEADLINE", "16s", "WEIR_DRAIN_SPREAD", "4s");

  private static final double FIRST = 8.9;
  private static final double DEADLINE = 16;

  /** Kubernetes would start it again, ready, if it ended before it is deleted. */
  @Test
  void aNodeThatIsToStayIsEmptyAndNotReadyUntilASignalComes() throws Exception {
    try (NodeProcess origin = NodeProcess.origin("it-drain-stay-o", Map.of());
        NodeProcess edge =
            NodeProcess.edge("it-drain-stay-e", origin, Map.of("WEIR_DRAIN_DEADLINE", "60s"))) {
      edge.awaitReady();
      assertThat(edge.request("POST", "/api/v1/drain?stay=true").statusCode()).isEqualTo(202);
      await().until(() -> edge.log().stream().anyMatch(line -> line.contains("drain-ended")));

      assertThat(edge.handle().onExit())
          .as("end of the process")
          .isNotDone()
          .failsWithin(Duration.ofSeconds(2));
      assertThat(edge.request("GET", "/health/ready").statusCode()).isEqualTo(503);
      assertThat(new JsonObject(edge.get("/api/v1/drain")).getInteger("left")).isZero();

      long signal = System.nanoTime();
      assertThat(edge.stop()).as("exit code").isZero();
      assertThat(DrainIT.seconds(signal)).as("end after the signal").isLessThan(10);
    }
  }

  /** What kills it afterwards waits for the setting's deadline and not for the API's. */
  @Test
  void aSignalBringsTheEndOfALongDrainForwardAndNobodyIsCutOff() throws Exception {
    try (NodeProcess origin = NodeProcess.origin("it-drain-long-o", Map.of());
        NodeProcess edge = NodeProcess.edge("it-drain-long-e", origin, MODEST);
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/long"), Clips.noise());
      List<PlayProbe> players = new ArrayList<>();
      for (int i = 0; i < PLAYERS; i++) {
        players.add(bench.count(edge.rtmp("live/long")));
      }
      for (PlayProbe player : players) {
        assertThat(player.firstKeyFrame()).succeedsWithin(20, TimeUnit.SECONDS);
      }
      assertThat(edge.request("POST", "/api/v1/drain?deadline=3600&stay=true").statusCode())
          .isEqualTo(202);
      await().until(() -> !DrainIT.accepts(edge));

      long start = System.nanoTime();
      List<Double> closes = new CopyOnWriteArrayList<>();
      players.forEach(player -> player.closed().thenRun(() -> closes.add(DrainIT.seconds(start))));
      edge.terminate();

      assertThat(edge.awaitExit()).as("exit code").isZero();
      assertThat(DrainIT.seconds(start)).as("end of the process").isLessThan(DEADLINE);
      await().until(() -> closes.size() == PLAYERS);
      assertThat(Collections.min(closes)).as("first close").isGreaterThan(FIRST);
      assertThat(Collections.max(closes) - Collections.min(closes)).as("spread").isGreaterThan(2.5);
    }
  }

  /** The plan that is in a hurry begins anew, with somebody who has been asked before. */
  @Test
  void whoWasAskedToMoveIsNotAskedAgainWhenTheEndComesForward() throws Exception {
    try (NodeProcess leaving = NodeProcess.origin("it-drain-once-a", Map.of()).awaitReady();
        NodeProcess other = NodeProcess.joining("it-drain-once-b", leaving, Map.of()).awaitReady();
        RawPeer publisher = RawPeer.publishingMovable(leaving.port("rtmp"), "live", "demo")) {
      leaving.request("POST", "/api/v1/drain?deadline=3600&stay=true");
      publisher.awaitText("NetConnection.Connect.ReconnectRequest");
      leaving.request("POST", "/api/v1/drain?deadline=4&stay=true");

      publisher.awaitText("NetConnection.Connect.Closed");
      assertThat(publisher.heard()).containsOnlyOnce("NetConnection.Connect.ReconnectRequest");
      assertThat(leaving.metric("weir_drain_sessions_total", "result=\"asked\"")).isEqualTo(1);
      other.assertClean();
    }
  }

  /** Edges send publishers past it from the first moment of its notice on. */
  @Test
  void inItsNoticeAnOriginLetsOthersHaveWhatItHasAndWhatStillComes() throws Exception {
    Map<String, String> settings =
        Map.of("WEIR_DRAIN_DEADLINE", "120s", "WEIR_DRAIN_NOTICE", "30s");
    try (NodeProcess leaving = NodeProcess.origin("it-drain-hand-a", settings).awaitReady();
        NodeProcess other = NodeProcess.joining("it-drain-hand-b", leaving, settings).awaitReady();
        RawPeer first = publishing(leaving, "first")) {
      leaving.request("POST", "/api/v1/drain?stay=true");

      try (RawPeer again = publishing(other, "first");
          RawPeer late = publishing(leaving, "late");
          RawPeer lateAgain = publishing(other, "late")) {
        assertThat(new JsonObject(leaving.get("/api/v1/drain")).getInteger("left"))
            .as("those whose streams moved are let go in their turn")
            .isLessThanOrEqualTo(2);
        assertThat(List.of(again.heard(), late.heard(), lateAgain.heard(), first.heard()))
            .allSatisfy(heard -> assertThat(heard).doesNotContain("BadName"));
      }
    }
  }

  private static RawPeer publishing(NodeProcess origin, String name) throws Exception {
    return RawPeer.publishingMovable(origin.port("rtmp"), "live?key=k", name);
  }
}
