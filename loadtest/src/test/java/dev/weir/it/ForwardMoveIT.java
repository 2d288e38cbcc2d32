package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.rtmp.message.MessageType;
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

  /** An encoder that was late with a picture sends it together with its leave. */
  @Test
  void theLastPictureOfWhoMovesAwayReachesTheOrigin() throws Exception {
    byte[] key = {0x17, 1, 0, 0, 0, 0, 0, 0, 2, 0x65, 1};
    byte[] last = {0x27, 1, 0, 0, 0, 0, 0, 0, 2, 0x41, 1};
    try (NodeProcess origin = NodeProcess.origin("it-last-origin", DRAIN).awaitReady();
        NodeProcess leaving = NodeProcess.edge("it-last-edge-a", origin, DRAIN).awaitReady();
        NodeProcess staying = NodeProcess.edge("it-last-edge-b", origin, DRAIN).awaitReady();
        RawPeer publisher = RawPeer.publishingMovable(leaving.port("rtmp"), "live", "last");
        Bench bench = new Bench()) {
      publisher.message(MessageType.VIDEO, 1, key);
      PlayProbe player = bench.count(origin.rtmp("live/last"));
      assertThat(player.firstKeyFrame()).succeedsWithin(15, TimeUnit.SECONDS);
      int before = player.messages();

      leaving.request("POST", "/api/v1/drain?stay=true");
      publisher.awaitText("NetConnection.Connect.ReconnectRequest");
      publisher.messageAndLeave(MessageType.VIDEO, last, "last");

      await().until(() -> player.messages() > before);
      assertThat(player.closed()).as("the stream waits for its publisher").isNotDone();
      staying.assertClean();
    }
  }

  private static NodeProcess owner(NodeProcess one, NodeProcess other) {
    String streams = one.get("/api/v1/streams");
    return streams.contains("\"origin\":\"" + one.id() + "\"") ? one : other;
  }
}
