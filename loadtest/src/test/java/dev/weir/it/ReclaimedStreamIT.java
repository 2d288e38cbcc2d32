package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.cluster.ClusterNode;
import dev.weir.cluster.ClusterSettings;
import dev.weir.cluster.NodeRole;
import dev.weir.cluster.StreamRecord;
import dev.weir.cluster.StreamRegistry;
import dev.weir.stream.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * An origin loses its claim to nobody, as when the two halves of a cluster merge and the other one
 * had given the stream up, and claims it anew while its publisher sends on.
 */
@Timeout(90)
final class ReclaimedStreamIT {
  private static final StreamKey KEY = new StreamKey("live", "reclaimed");

  @Test
  void playersSeeNoPictureTwice() throws Exception {
    try (NodeProcess origin = NodeProcess.origin("reclaim-origin", Map.of()).awaitReady();
        NodeProcess edge = NodeProcess.edge("reclaim-edge", origin, Map.of()).awaitReady();
        Bench bench = new Bench()) {
      Bench.Publishing publishing = bench.publish(origin.rtmp(KEY.toString()), Clips.noise());
      PlayProbe player = bench.record(edge.rtmp(KEY.toString()));
      assertThat(player.firstKeyFrame()).succeedsWithin(20, TimeUnit.SECONDS);
      awaitMore(player);

      giveUpInTheNameOf(origin);

      await().until(() -> count(origin, "claim-lost") == 1);
      await().until(() -> count(edge, "pull-live") == 2);
      awaitMore(player);
      assertThat(player.closed()).isNotDone();
      PacketLog sent = publishing.sent();
      player.packets().assertIsPartOf(sent, 300);
    }
  }

  private static void awaitMore(PlayProbe player) {
    int before = player.messages();
    await().until(() -> player.messages() > before + 150);
  }

  private static long count(NodeProcess node, String event) {
    return node.log().stream().filter(line -> line.contains(event)).count();
  }

  /** Joins its cluster, and says there that the stream is free. */
  private static void giveUpInTheNameOf(NodeProcess origin) throws Exception {
    ClusterSettings settings =
        new ClusterSettings(
            NodeRole.EDGE,
            "reclaim-stranger",
            "weir",
            NodeProcess.HOST,
            FreePort.next(),
            0,
            List.of(NodeProcess.HOST + ":" + origin.port("cluster")),
            "static",
            Duration.ofSeconds(20));
    ClusterNode stranger = get(ClusterNode.start(settings, new VertxOptions(), null));
    try {
      StreamRegistry registry = stranger.registry();
      StreamRecord claim = get(registry.locate(KEY)).orElseThrow();
      get(registry.release(claim));
    } finally {
      get(stranger.close());
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
  }
}
