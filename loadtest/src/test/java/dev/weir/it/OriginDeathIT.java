package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Players of an edge outlive the origin that their stream came from. */
@Timeout(180)
final class OriginDeathIT {
  private static final int PLAYERS = 20;
  private static final String STREAM = "live/orphan";

  /** From the second publisher's grant on; the rest of the gap is his. */
  private static final Duration GAP = Duration.ofSeconds(2);

  @Test
  void playersStayWhenThePublisherComesBackToAnotherOrigin() {
    try (NodeProcess first = NodeProcess.origin("death-origin-1", Map.of())) {
      String members = NodeProcess.HOST + ":" + first.port("cluster");
      int port = FreePort.next();
      try (NodeProcess second =
              NodeProcess.start(
                  "dev.weir.origin.OriginMain",
                  "death-origin-2",
                  Map.of(
                      "WEIR_CLUSTER_MEMBERS",
                      members + "," + NodeProcess.HOST + ":" + port,
                      "WEIR_CLUSTER_PORT",
                      String.valueOf(port)));
          NodeProcess edge = NodeProcess.edge("death-edge", first, Map.of());
          Bench bench = new Bench()) {
        second.awaitReady();
        edge.awaitReady();
        outlive(first, second, edge, bench);
      }
    }
  }

  private static void outlive(
      NodeProcess first, NodeProcess second, NodeProcess edge, Bench bench) {
    bench.publishWhenFree(first.rtmp(STREAM), Clips.noise());
    List<PlayProbe> players =
        IntStream.range(0, PLAYERS).mapToObj(i -> bench.record(edge.rtmp(STREAM))).toList();
    for (PlayProbe player : players) {
      assertThat(player.firstKeyFrame()).succeedsWithin(20, TimeUnit.SECONDS);
    }
    await().until(() -> players.stream().allMatch(player -> player.messages() > 200));

    first.kill();
    long killed = System.nanoTime();
    bench.publishWhenFree(second.rtmp(STREAM), Clips.noise());
    Duration away = Duration.ofNanos(System.nanoTime() - killed);
    List<Integer> before = players.stream().map(PlayProbe::messages).toList();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                IntStream.range(0, PLAYERS)
                    .allMatch(i -> players.get(i).messages() > before.get(i) + 200));

    for (PlayProbe player : players) {
      assertThat(player.closed()).isNotDone();
      assertThat(player.ended()).isNotDone();
      assertThat(player.longestGap())
          .as("gap, of which the publisher was away for %s", away)
          .isLessThan(GAP.plus(away));
      assertThatTimesNeverGoBack(player.packets());
    }
    assertThat(edge.get("/metrics"))
        .contains("weir_splices_total{")
        .containsPattern("weir_splices_total\\{[^}]*resumed[^}]*} 1.0");
    System.getLogger(OriginDeathIT.class.getName())
        .log(
            System.Logger.Level.INFO,
            "publisher away {0}, longest gap {1}",
            away,
            players.stream().map(PlayProbe::longestGap).max(Duration::compareTo).orElseThrow());
  }

  private static void assertThatTimesNeverGoBack(PacketLog log) {
    PacketLog.Packet before = null;
    for (PacketLog.Packet packet : log.packets()) {
      if (before != null) {
        assertThat((int) (packet.timestamp() - before.timestamp()))
            .as("from %s to %s", before, packet)
            .isNotNegative();
      }
      before = packet;
    }
  }
}
