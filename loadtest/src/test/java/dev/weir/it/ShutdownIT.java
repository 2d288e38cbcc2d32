package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes end in good order, with streams running through them. */
@Timeout(120)
final class ShutdownIT {
  @Test
  void sigtermEndsNodesWithZeroWhileTheyServe() throws Exception {
    try (NodeProcess origin = NodeProcess.origin("it-stop-origin", Map.of());
        NodeProcess edge = NodeProcess.edge("it-stop-edge", origin, Map.of());
        Bench bench = new Bench()) {
      Bench.Publishing publishing = bench.publish(origin.rtmp("live/stop"), Clips.noise());
      PlayProbe player = bench.count(edge.rtmp("live/stop"));
      assertThat(player.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);

      assertThat(edge.stop()).as("exit code of the edge").isZero();
      assertThat(player.closed()).succeedsWithin(10, TimeUnit.SECONDS);
      assertThat(origin.stop()).as("exit code of the origin").isZero();
      await().until(() -> !publishing.publisher().status().publishing());

      edge.assertClean();
      origin.assertClean();
    }
  }

  @Test
  void aNodeEndsWithTheProcessThatStartedIt() throws Exception {
    try (NodeProcess origin = NodeProcess.origin("it-orphan", Map.of()).awaitReady()) {
      origin.closeInput();

      assertThat(origin.awaitExit()).isZero();
    }
  }
}
