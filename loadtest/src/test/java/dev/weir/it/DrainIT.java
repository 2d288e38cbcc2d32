package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.amf.AmfValue;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that leaves sends its clients away one after another. */
@Timeout(180)
final class DrainIT {
  private static final int PLAYERS = 50;

  /** A quarter of the deadline is for leaving the cluster, so players go from 3 s to 6 s. */
  private static final Map<String, String> SHORT =
      Map.of("WEIR_DRAIN_DEADLINE", "8s", "WEIR_DRAIN_SPREAD", "3s");

  private static final double FIRST = 3;
  private static final double LAST = 6;
  private static final double DEADLINE = 8;

  /** What a busy machine may add to a close, in seconds. */
  private static final double SLACK = 0.8;

  @Test
  void anEdgeServesItsPlayersToTheLastAndClosesThemOneAfterAnother() throws Exception {
    try (NodeProcess origin = NodeProcess.origin("it-drain-origin", Map.of());
        NodeProcess edge = NodeProcess.edge("it-drain-edge", origin, SHORT);
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/drain"), Clips.noise());
      List<PlayProbe> players = new ArrayList<>();
      for (int i = 0; i < PLAYERS; i++) {
        players.add(bench.count(edge.rtmp("live/drain")));
      }
      for (PlayProbe player : players) {
        assertThat(player.firstKeyFrame()).succeedsWithin(20, TimeUnit.SECONDS);
      }

      long start = System.nanoTime();
      List<Double> closes = new CopyOnWriteArrayList<>();
      players.forEach(player -> player.closed().thenRun(() -> closes.add(seconds(start))));
      edge.terminate();

      await()
          .pollInterval(Duration.ofMillis(20))
          .until(() -> edge.request("GET", "/health/ready").statusCode() == 503);
      assertThat(seconds(start)).as("time until it is not ready").isLessThan(1.0);
      assertThat(edge.request("GET", "/health/ready").body()).contains("draining; sessions left: ");
      assertThat(new JsonObject(edge.get("/api/v1/drain")).getInteger("left")).isEqualTo(PLAYERS);
      assertThat(edge.get("/metrics")).containsPattern("weir_draining\\{[^}]*} 1.0");
      await().until(() -> !accepts(edge));
      assertThat(closes).as("closed before its time").isEmpty();
      int before = players.get(0).messages();

      int code = edge.awaitExit();
      double end = seconds(start);

      assertThat(code).as("exit code").isZero();
      assertThat(end).as("end of the process").isLessThan(DEADLINE);
      await().until(() -> closes.size() == PLAYERS);
      assertThat(players).allMatch(player -> player.messages() > before);
      assertLinear(closes);
    }
  }

  @Test
  void anOriginSendsAPublisherThatCanReconnectToTheOther() throws Exception {
    Map<String, String> settings = Map.of("WEIR_DRAIN_DEADLINE", "20s");
    try (NodeProcess leaving = NodeProcess.origin("it-drain-origin-a", settings).awaitReady();
        NodeProcess other = NodeProcess.joining("it-drain-origin-b", leaving, settings)) {
      int port = other.port("rtmp");
      try (RawPeer publisher = RawPeer.greeted(leaving.port("rtmp"))) {
        publisher.command(0, "connect", 1, AmfValue.object("app", "live?key=k", "capsEx", 1));
        publisher.awaitText("NetConnection.Connect.Success");
        publisher.command(0, "createStream", 2, AmfValue.NULL);
        publisher.command(1, "publish", 3, AmfValue.NULL, AmfValue.of("demo"), AmfValue.of("live"));
        publisher.awaitText("NetStream.Publish.Start");

        leaving.terminate();

        publisher.awaitText("NetConnection.Connect.ReconnectRequest");
        publisher.awaitText("rtmp://127.0.0.1:" + port + "/live?key=k");
        JsonObject state = new JsonObject(leaving.get("/api/v1/drain"));
        assertThat(state.getInteger("left")).as("it is still served").isEqualTo(1);
      }

      long left = System.nanoTime();
      assertThat(leaving.awaitExit()).as("exit code").isZero();
      assertThat(seconds(left)).as("end after the last client").isLessThan(10);
    }
  }

  @Test
  void behindABalancerAPublisherIsSentToTheAddressThatItCameBy() throws Exception {
    Map<String, String> settings =
        Map.of("WEIR_DRAIN_DEADLINE", "20s", "WEIR_DRAIN_RECONNECT_TO", "same");
    try (NodeProcess leaving = NodeProcess.origin("it-drain-behind-a", settings).awaitReady();
        NodeProcess other =
            NodeProcess.joining("it-drain-behind-b", leaving, settings).awaitReady();
        RawPeer publisher = RawPeer.greeted(leaving.port("rtmp"))) {
      other.assertClean();
      publisher.command(0, "connect", 1, AmfValue.object("app", "live", "capsEx", 1));
      publisher.awaitText("NetConnection.Connect.Success");
      publisher.command(0, "createStream", 2, AmfValue.NULL);
      publisher.command(1, "publish", 3, AmfValue.NULL, AmfValue.of("demo"), AmfValue.of("live"));
      publisher.awaitText("NetStream.Publish.Start");

      leaving.terminate();

      publisher.awaitText("NetConnection.Connect.ReconnectRequest");
      publisher.awaitText("connect again");
      assertThat(publisher.heard()).doesNotContain("tcUrl");
    }
  }

  @Test
  void whoeverIsConnectedAlreadyMayNotBeginToPublishAtANodeThatLeaves() throws Exception {
    Map<String, String> settings = Map.of("WEIR_DRAIN_DEADLINE", "20s");
    try (NodeProcess leaving = NodeProcess.origin("it-drain-late", settings).awaitReady();
        Bench bench = new Bench();
        RawPeer late = RawPeer.withStream(leaving.port("rtmp"))) {
      bench.publish(leaving.rtmp("live/early"), Clips.noise());
      leaving.terminate();
      await().until(() -> leaving.log().stream().anyMatch(line -> line.contains("drain-begun")));

      late.command(1, "publish", 3, AmfValue.NULL, AmfValue.of("late"), AmfValue.of("live"));

      late.awaitText("NetStream.Publish.Rejected");
      leaving.terminate();
    }
  }

  @Test
  void aPublisherThatAnEdgeSendsAwayGoesOnAtAnotherBeforeItLeaves() throws Exception {
    Map<String, String> settings = Map.of("WEIR_DRAIN_DEADLINE", "20s");
    try (NodeProcess origin = NodeProcess.origin("it-drain-edge-o", Map.of()).awaitReady();
        NodeProcess leaving = NodeProcess.edge("it-drain-edge-a", origin, settings);
        NodeProcess other = NodeProcess.edge("it-drain-edge-b", origin, settings).awaitReady();
        Bench bench = new Bench()) {
      leaving.awaitReady();
      bench.publish(leaving.rtmp("live/sent"), Clips.noise());
      PlayProbe player = bench.count(other.rtmp("live/sent"));
      assertThat(player.firstKeyFrame()).succeedsWithin(15, TimeUnit.SECONDS);
      try (RawPeer early = peer(other)) {
        early.awaitText("NetStream.Publish.BadName");
      }
      leaving.terminate();
      await().until(() -> leaving.log().stream().anyMatch(line -> line.contains("drain-begun")));
      await().until(() -> other.get("/api/v1/nodes").contains("\"draining\":true"));

      try (RawPeer next = peer(other)) {
        next.awaitText("NetStream.Publish.Start");
        int before = player.messages();
        await().until(() -> player.messages() > before + 50);
        assertThat(player.closed()).isNotDone();
      }
    }
  }

  /** A second connection of the encoder of {@code live/sent}. */
  private static RawPeer peer(NodeProcess node) throws Exception {
    RawPeer peer = RawPeer.withStream(node.port("rtmp"));
    peer.command(1, "publish", 3, AmfValue.NULL, AmfValue.of("sent"), AmfValue.of("live"));
    return peer;
  }

  @Test
  void aNodeWithoutClientsLeavesAtOnceWhenTheApiAsksItTo() throws Exception {
    try (NodeProcess origin =
        NodeProcess.origin("it-drain-api", Map.of("WEIR_DRAIN_DEADLINE", "60s")).awaitReady()) {
      assertThat(new JsonObject(origin.get("/api/v1/drain")).getBoolean("draining")).isFalse();
      long start = System.nanoTime();

      HttpResponse<String> answer = origin.request("POST", "/api/v1/drain");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
      assertThat(new JsonObject(answer.body()).getBoolean("draining")).isTrue();
      assertThat(origin.awaitExit()).as("exit code").isZero();
      assertThat(seconds(start)).as("end of the process").isLessThan(15);
    }
  }

  @Test
  void aSecondSignalEndsADrain() throws Exception {
    try (NodeProcess origin =
            NodeProcess.origin("it-drain-twice", Map.of("WEIR_DRAIN_DEADLINE", "600s"));
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/twice"), Clips.noise());
      long start = System.nanoTime();
      origin.terminate();
      await().until(() -> origin.log().stream().anyMatch(line -> line.contains("drain-begun")));

      origin.terminate();

      assertThat(origin.awaitExit()).as("exit code").isZero();
      assertThat(seconds(start)).as("end of the process").isLessThan(20);
    }
  }

  private static void assertLinear(List<Double> closes) {
    List<Double> sorted = new ArrayList<>(closes);
    Collections.sort(sorted);
    assertThat(sorted.get(0)).as("first close").isGreaterThanOrEqualTo(FIRST);
    for (int i = 0; i < sorted.size(); i++) {
      double due = FIRST + (LAST - FIRST) * (i + 1) / sorted.size();
      assertThat(sorted.get(i)).as("close " + i).isBetween(due - 0.1, due + SLACK);
    }
  }

  private static boolean accepts(NodeProcess node) {
    try (Socket socket = new Socket(NodeProcess.HOST, node.port("rtmp"))) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static double seconds(long sinceNanos) {
    return Duration.ofNanos(System.nanoTime() - sinceNanos).toMillis() / 1e3;
  }
}
