package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A player that is early waits a while for its stream. */
@ExtendWith(SharedCluster.class)
@Timeout(120)
final class HeldPlayIT {
  @Test
  void aPlayBeforeThePublishIsHeldAndThenStarts(SharedCluster.Nodes nodes) {
    try (Bench bench = new Bench()) {
      PlayProbe atEdge = bench.record(nodes.edge().rtmp("live/held"));
      PlayProbe atOrigin = bench.record(nodes.origin().rtmp("live/held"));
      await()
          .atMost(Duration.ofSeconds(SharedCluster.HOLD_SECONDS))
          .until(() -> atEdge.age().toMillis() > 1_000);
      assertThat(atEdge.refused()).isNotDone();

      Bench.Publishing publishing = bench.publish(nodes.origin().rtmp("live/held"), Clips.noise());

      assertThat(atEdge.firstKeyFrame()).succeedsWithin(5, TimeUnit.SECONDS);
      assertThat(atOrigin.firstKeyFrame()).succeedsWithin(5, TimeUnit.SECONDS);
      await().until(() -> publishing.publisher().status().frames() > 100);
      PacketLog sent = publishing.sent();
      atEdge.packets().assertIsPartOf(sent, 50);
      atOrigin.packets().assertIsPartOf(sent, 50);
    }
  }

  @Test
  void aPlayThatNobodyPublishesForEndsWithStreamNotFound(SharedCluster.Nodes nodes) {
    try (Bench bench = new Bench()) {
      PlayProbe atEdge = bench.count(nodes.edge().rtmp("live/nobody"));
      PlayProbe atOrigin = bench.count(nodes.origin().rtmp("live/nobody"));
      for (PlayProbe probe : new PlayProbe[] {atEdge, atOrigin}) {
        assertThat(probe.refused())
            .succeedsWithin(SharedCluster.HOLD_SECONDS + 5, TimeUnit.SECONDS)
            .isEqualTo("NetStream.Play.StreamNotFound");
        assertThat(probe.age()).isGreaterThan(Duration.ofSeconds(SharedCluster.HOLD_SECONDS - 1));
      }
    }
  }
}
