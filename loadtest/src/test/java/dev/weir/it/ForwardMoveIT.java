package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An edge moves a publisher that knocked there when the origin behind it leaves. */
@Timeout(180)
final class ForwardMoveIT {
  private static final Map<String, String> DRAIN = Map.of("WEIR_DRAIN_DEADLINE", "25s");

  @Test
  void neitherThePublisherNorThePlayersNoticeThatTheOriginLeaves() throws Exception {
    try (NodeProcess first = NodeProcess.origin("it-move-origin-a", DRAIN).awaitReady();
        NodeProcess second = NodeProcess.joining("it-move-origin-b", first, DRAIN).awaitReady();
        NodeProcess edge = NodeProcess.edge("it-move-edge", first, Map.of());
        Bench bench = new Bench()) {
      Bench.Publishing publishing = bench.publish(edge.rtmp("live/move"), Clips.noise());
      PlayProbe player = bench.count(edge.rtmp("live/move"));
      assertThat(player.firstKeyFrame()).succeedsWithin(15, TimeUnit.SECONDS);
      NodeProcess leaving = owner(first, second);
      NodeProcess staying = leaving == first ? second : first;

      int code = leaving.stop();

      assertThat(code).as("exit code").isZero();
      assertThat(edge.log()).anyMatch(line -> line.contains("forward-moved"));
      PlayProbe elsewhere = bench.count(staying.rtmp("live/move"));
      assertThat(elsewhere.firstKeyFrame()).succeedsWithin(15, TimeUnit.SECONDS);
      int before = player.messages();
      await().until(() -> player.messages() > before + 50);
      assertThat(player.closed()).isNotDone();
      assertThat(publishing.publisher().status().connections())
          .as("connections of the publisher")
          .isEqualTo(1);
    }
  }

  private static NodeProcess owner(NodeProcess one, NodeProcess other) {
    String streams = one.get("/api/v1/streams");
    return streams.contains("\"origin\":\"" + one.id() + "\"") ? one : other;
  }
}
