package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A publisher may knock at an edge, which forwards it to an origin. */
@ExtendWith(SharedCluster.class)
@Timeout(120)
final class EdgePublishIT {
  @Test
  void whatIsPublishedToAnEdgeIsPlayedEverywhere(SharedCluster.Nodes nodes) {
    try (Bench bench = new Bench()) {
      Bench.Publishing publishing = bench.publish(nodes.edge().rtmp("live/knock"), Clips.noise());
      PlayProbe sameEdge = bench.record(nodes.edge().rtmp("live/knock"));
      PlayProbe otherEdge = bench.record(nodes.otherEdge().rtmp("live/knock"));
      PlayProbe origin = bench.record(nodes.origin().rtmp("live/knock"));
      for (PlayProbe probe : new PlayProbe[] {sameEdge, otherEdge, origin}) {
        assertThat(probe.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
      }
      await().until(() -> publishing.publisher().status().frames() > 200);

      PacketLog sent = publishing.sent();

      for (PlayProbe probe : new PlayProbe[] {sameEdge, otherEdge, origin}) {
        assertThat(probe.ended()).as("end of the stream").succeedsWithin(20, TimeUnit.SECONDS);
        probe.packets().assertIsRestOf(sent, 100);
      }
    }
  }

  @Test
  void aSecondPublisherOfANameIsRefusedWhereverItKnocks(SharedCluster.Nodes nodes) {
    try (Bench bench = new Bench()) {
      bench.publish(nodes.origin().rtmp("live/taken"), Clips.noise());

      assertThat(bench.refusal(nodes.edge().rtmp("live/taken"), Clips.noise()))
          .contains("NetStream.Publish.BadName");
      assertThat(bench.refusal(nodes.origin().rtmp("live/taken"), Clips.noise()))
          .contains("NetStream.Publish.BadName");
    }
  }
}
