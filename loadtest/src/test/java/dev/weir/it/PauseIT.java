package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.amf.AmfValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A player that pauses comes back to its stream, also when nobody else watched meanwhile. */
@Timeout(90)
final class PauseIT {
  private static final Duration PAUSE = Duration.ofSeconds(3);

  @Test
  void aPausedPlayerKeepsItsStream() throws IOException {
    try (NodeProcess origin = NodeProcess.origin("pause-origin", Map.of()).awaitReady();
        NodeProcess edge =
            NodeProcess.edge("pause-edge", origin, Map.of("WEIR_EDGE_LINGER", "1s")).awaitReady();
        Bench bench = new Bench();
        RawPeer player = RawPeer.withStream(edge.port("rtmp"))) {
      bench.publish(origin.rtmp("live/paused"), Clips.noise());
      player.command(1, "play", 3, AmfValue.NULL, AmfValue.of("paused"));
      player.awaitText("NetStream.Play.Start");
      await().until(() -> edge.metric("weir_frames_out_total") > 100);

      pause(player, true);
      player.awaitText("NetStream.Pause.Notify");
      assertThat(player.staysOpen(PAUSE)).isTrue();
      double shown = edge.metric("weir_frames_out_total");
      pause(player, false);

      assertThat(player.staysOpen(PAUSE)).isTrue();
      assertThat(edge.log()).noneMatch(line -> line.contains("pull-ended"));
      assertThat(edge.metric("weir_frames_out_total")).isGreaterThan(shown + 50);
    }
  }

  private static void pause(RawPeer player, boolean paused) throws IOException {
    player.command(1, "pause", 0, AmfValue.NULL, AmfValue.of(paused), AmfValue.of(0));
  }
}
