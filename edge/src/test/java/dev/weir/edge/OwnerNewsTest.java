package dev.weir.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.cluster.FakeRegistry;
import dev.weir.cluster.StreamRecord;
import dev.weir.metrics.NodeMetrics;
import dev.weir.node.NodeGround;
import dev.weir.node.NodeTrust;
import dev.weir.node.RoleServices;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.stream.StreamHub;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamSettings;
import dev.weir.transport.RtmpDialer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnerNewsTest {
  private static final StreamKey KEY = new StreamKey("live", "demo");

  private final FakeRegistry registry = new FakeRegistry();
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();
  private final NodeGround ground =
      new NodeGround(
          vertx,
          "edge",
          registry,
          null,
          new StreamHub(),
          null,
          new NodeMetrics(new SimpleMeterRegistry()),
          SessionSettings.DEFAULT,
          StreamSettings.DEFAULT,
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofSeconds(1),
          null,
          () -> List.of(context),
          new NodeTrust(
              "edge", Optional.empty(), new NodeMetrics(new SimpleMeterRegistry()), () -> 0),
          Optional.empty());
  private final PullDesk desk = new PullDesk(ground, new RtmpDialer(vertx, ground.session()));

  @AfterEach
  void stop() {
    desk.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** Players who ask again and again are not all remembered. */
  @Test
  void noMoreThanSoManyWaitForAStreamThatNobodyPublishes() {
    for (int i = 0; i < 50_000; i++) {
      assertThat(desk.resolve(KEY).isComplete()).isFalse();
    }
    assertThat(desk.resolve(KEY).failed()).isTrue();
  }

  @Test
  void aNewOwnerIsDialledAlthoughAllLookupsAreUsedUp() throws Exception {
    try (ServerSocket origin = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      desk.resolve(KEY);
      await().until(() -> registry.lookups() == 1);
      for (int i = 0; i < 10; i++) {
        registry.hint(KEY);
      }
      await().until(() -> registry.lookups() >= 4);

      registry.tell(new StreamRecord(KEY, "origin", "127.0.0.1", origin.getLocalPort(), 100, 1, 0));

      // No lookup ever tells of it.
      origin.setSoTimeout(5_000);
      origin.accept().close();
    }
    // Nobody feeds the stream: what the registry says is all that is known.
    assertThat(desk.ownerOf(KEY)).isEqualTo(new RoleServices.StreamOwner("origin", 1));
    registry.sweep(KEY);
    assertThat(desk.ownerOf(KEY)).isEqualTo(RoleServices.StreamOwner.NONE);
  }
}
