package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.access.NodeSecret;
import dev.weir.amf.AmfValue;
import dev.weir.metrics.NodeMetrics;
import dev.weir.node.NodeTrust;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.Introduction;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.stream.StreamKey;
import dev.weir.transport.RtmpDialer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who calls itself a node of the cluster gets something only if it is one. */
@ExtendWith(SharedCluster.class)
@Timeout(120)
final class NodeLinkIT {
  private static final String REFUSED = "weir_node_links_refused_total";

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final RtmpDialer dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT);

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void aFakeEdgeGetsNothingAndIsCounted(SharedCluster.Nodes nodes) {
    NodeProcess origin = nodes.origin();
    try (Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/guarded"), Clips.noise());
      bench.publish(origin.rtmp("live/neighbour"), Clips.noise());
      ClientTarget plain = play(origin.rtmp("live/guarded"));

      // The real thing, to show that the rest of this test would get something if it could.
      AtomicReference<Map<String, AmfValue>> heard = new AtomicReference<>();
      ClientTarget real = introduced(plain, NodeProcess.CLUSTER_SECRET, "guarded");
      Introduction recorded =
          answer -> {
            heard.set(real.introduction().answer(answer));
            return heard.get();
          };
      FakeEdge edge = dial(origin, real.with(recorded));
      await().until(() -> edge.media() > 10);
      edge.hangUp();

      double noProof = refused(origin, "no_proof");
      FakeEdge unnamed = dial(origin, plain.with("weirNode", AmfValue.object("node", "edge-x")));
      assertThat(unnamed.end()).contains("cluster.secret is not set at edge-x");
      FakeEdge mute = dial(origin, real.with(Introduction.NONE));
      assertThat(mute.end()).contains("cluster.secret was not proven");
      assertThat(refused(origin, "no_proof") - noProof).isEqualTo(2);

      double wrong = refused(origin, "wrong_proof");
      FakeEdge replay = dial(origin, real.with(answer -> heard.get()));
      assertThat(replay.end()).contains("cluster.secret was not proven");
      assertThat(refused(origin, "wrong_proof") - wrong).isEqualTo(1);

      double other = refused(origin, "other_stream");
      FakeEdge curious = dial(origin, introduced(plain, NodeProcess.CLUSTER_SECRET, "neighbour"));
      assertThat(curious.end()).contains("the proof is for another stream");
      assertThat(refused(origin, "other_stream") - other).isEqualTo(1);

      FakeEdge stranger = dial(origin, introduced(plain, "another-secret-of-16", "guarded"));
      assertThat(stranger.end()).contains("cluster.secret has to be the same");
      for (FakeEdge fake : List.of(unnamed, mute, replay, curious, stranger)) {
        assertThat(fake.media()).isZero();
      }
      for (String secret : List.of(NodeProcess.CLUSTER_SECRET, NodeProcess.API_TOKEN)) {
        assertThat(origin.log()).noneMatch(line -> line.contains(secret));
        assertThat(origin.get("/metrics")).doesNotContain(secret);
        assertThat(origin.get("/api/v1/sessions")).doesNotContain(secret);
      }
    }
  }

  @Test
  void anEdgeWithoutTheSecretOfItsOriginServesNobodyAndSaysWhy() {
    Map<String, String> none = Map.of("WEIR_CLUSTER_SECRET", "", "WEIR_PLAY_HOLD", "2s");
    try (NodeProcess origin = NodeProcess.origin("it-link-origin", Map.of()).awaitReady();
        NodeProcess edge = NodeProcess.edge("it-link-edge", origin, none);
        Bench bench = new Bench()) {
      bench.publish(origin.rtmp("live/kept"), Clips.noise());

      PlayProbe player = bench.count(edge.rtmp("live/kept"));

      assertThat(player.closed()).succeedsWithin(15, TimeUnit.SECONDS);
      assertThat(player.messages()).isZero();
      assertThat(edge.log()).anyMatch(line -> line.contains("cluster-secret-missing"));
      assertThat(edge.log())
          .anyMatch(line -> line.contains("pull-failed") && line.contains("cluster.secret"));
      assertThat(refused(origin, "no_proof")).isPositive();
    }
  }

  @Test
  void withoutAnySecretNodesOfOneMachineWorkTogether() {
    Map<String, String> none = Map.of("WEIR_CLUSTER_SECRET", "");
    try (NodeProcess origin = NodeProcess.origin("it-open-origin", none).awaitReady();
        NodeProcess edge = NodeProcess.edge("it-open-edge", origin, none).awaitReady();
        Bench bench = new Bench()) {
      bench.publish(edge.rtmp("live/open"), Clips.noise());

      PlayProbe player = bench.count(edge.rtmp("live/open"));

      assertThat(player.firstKeyFrame()).succeedsWithin(15, TimeUnit.SECONDS);
    }
  }

  private static double refused(NodeProcess node, String reason) {
    return node.metric(REFUSED, "reason=\"" + reason + "\"");
  }

  private static ClientTarget play(String url) {
    return ClientTarget.of(ClientTarget.Role.PLAY, RtmpUrl.parse(url));
  }

  private static ClientTarget introduced(ClientTarget target, String secret, String stream) {
    NodeTrust trust =
        new NodeTrust(
            "edge-x",
            Optional.of(new NodeSecret(List.of(secret))),
            new NodeMetrics(new SimpleMeterRegistry()),
            System::currentTimeMillis);
    return trust.introduce(target, "", new StreamKey("live", stream), Optional.empty());
  }

  private FakeEdge dial(NodeProcess origin, ClientTarget target) {
    return FakeEdge.dial(vertx, dialer, origin.port("rtmp"), target);
  }
}
