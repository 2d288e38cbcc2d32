package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.amf.AmfValue;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who may take a stream from an origin that is on notice while its publisher sends. */
@Timeout(180)
final class HandOverIT {
  private static final Map<String, String> NOTICE =
      Map.of("WEIR_DRAIN_DEADLINE", "120s", "WEIR_DRAIN_NOTICE", "30s");

  @Test
  void onlyThePublisherItselfTakesItsStreamElsewhere() throws Exception {
    try (NodeProcess leaving = NodeProcess.origin("it-hand-origin-a", NOTICE).awaitReady();
        NodeProcess staying =
            NodeProcess.joining("it-hand-origin-b", leaving, Map.of()).awaitReady();
        NodeProcess third =
            NodeProcess.joining("it-hand-origin-c", leaving, Map.of()).awaitReady();
        NodeProcess edge = NodeProcess.edge("it-hand-edge", leaving, Map.of()).awaitReady();
        Bench bench = new Bench()) {
      bench.publish(leaving.rtmp("live/hand?key=own"), Clips.noise());
      PlayProbe player = bench.count(edge.rtmp("live/hand"));
      assertThat(player.firstKeyFrame()).succeedsWithin(15, TimeUnit.SECONDS);
      bench.publish(third.rtmp("live/hand?key=spare&priority=50"), Clips.noise());
      assertThat(leaving.request("POST", "/api/v1/drain").statusCode()).isEqualTo(202);
      await().until(() -> staying.get("/api/v1/nodes").contains("\"draining\":true"));

      try (RawPeer late = peer(staying, "hand?key=late&priority=60");
          RawPeer rival = peer(staying, "hand?key=rival")) {
        late.awaitText("NetStream.Publish.Start");
        rival.awaitText("NetStream.Publish.BadName");
      }
      assertThat(owner(edge)).contains(leaving.id());

      bench.publish(staying.rtmp("live/hand?key=own"), Clips.noise());

      await().until(() -> owner(edge).contains(staying.id()));
      int before = player.messages();
      await().until(() -> player.messages() > before + 50);
      assertThat(player.closed()).isNotDone();
      assertThat(third.log()).as("the backup").noneMatch(line -> line.contains("publisher-leads"));
      // Their close is the second signal.
      leaving.terminate();
    }
  }

  private static String owner(NodeProcess asked) {
    return asked.get("/api/v1/streams");
  }

  private static RawPeer peer(NodeProcess node, String stream) throws IOException {
    RawPeer peer = RawPeer.withStream(node.port("rtmp"));
    peer.command(1, "publish", 3, AmfValue.NULL, AmfValue.of(stream), AmfValue.of("live"));
    return peer;
  }
}
