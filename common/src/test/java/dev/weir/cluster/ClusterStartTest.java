package dev.weir.cluster;

import static dev.weir.cluster.LoopbackCluster.HOST;
import static dev.weir.cluster.LoopbackCluster.freePort;
import static dev.weir.cluster.LoopbackCluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.ClusterState;
import com.hazelcast.core.Hazelcast;
import dev.weir.stream.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClusterStartTest {
  private LoopbackCluster cluster;

  @BeforeEach
  void start() {
    cluster = new LoopbackCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
    assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
  }

  private static ClusterSettings with(ClusterSettings old, String host, String discovery, int ms) {
    return new ClusterSettings(
        old.role(),
        old.nodeId(),
        old.clusterName(),
        host,
        old.port(),
        old.busPort(),
        old.members(),
        discovery,
        Duration.ofMillis(ms));
  }

  private void assertFails(ClusterSettings settings, String message) {
    assertThatThrownBy(() -> get(cluster.startLater(settings)))
        .isInstanceOf(ClusterStartException.class)
        .hasMessage(message);
  }

  /** How many members have threads in this process. */
  private static long members() {
    return LoopbackCluster.threads().stream()
        .filter(thread -> thread.startsWith("hz."))
        .map(thread -> thread.split("\\.")[1])
        .distinct()
        .count();
  }

  private void assertNothingRuns() {
    await().untilAsserted(() -> assertThat(LoopbackCluster.threads()).isEmpty());
    assertThat(Hazelcast.getAllHazelcastInstances()).isEmpty();
  }

  @Test
  void anEdgeWithoutAnOriginGivesUpAfterTheJoinTimeout() {
    int a = freePort();
    int b = freePort();
    ClusterSettings edge = cluster.settings(NodeRole.EDGE, "edge-1", freePort(), a, b);

    assertFails(
        with(edge, HOST, "static", 1000),
        "cluster.members: no origin answered at 127.0.0.1:"
            + a
            + ", 127.0.0.1:"
            + b
            + " within 1 s");
    assertNothingRuns();
  }

  @Test
  void anEdgeAtSomethingElseThanAnOriginGivesUpInTime() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 50, InetAddress.getByName(HOST))) {
      int port = other.getLocalPort();
      ClusterSettings edge = cluster.settings(NodeRole.EDGE, "edge-1", freePort(), port);

      assertFails(
          with(edge, HOST, "static", 1000),
          "cluster.members: no origin answered at 127.0.0.1:" + port + " within 1 s");
      assertNothingRuns();
    }
  }

  @Test
  void anEdgeAtAnotherClusterSaysSo() {
    int a = freePort();
    ClusterNode origin = cluster.origin("origin-1", a);
    ClusterSettings stranger =
        new ClusterSettings(
            NodeRole.EDGE,
            "edge-1",
            "another",
            HOST,
            freePort(),
            0,
            List.of(HOST + ":" + a),
            "static",
            Duration.ofSeconds(1));

    assertFails(
        stranger,
        "cluster.members: no origin of cluster another at 127.0.0.1:" + a + " within 1 s");
    assertThat(origin.link().hazelcast().getCluster().getMembers()).hasSize(1);
  }

  @Test
  void anEdgeWaitsForItsOrigin() {
    int a = freePort();
    Future<ClusterNode> edge =
        cluster.startLater(cluster.settings(NodeRole.EDGE, "edge-1", freePort(), a));
    ClusterNode origin = cluster.origin("origin-1", a);

    get(origin.registry().claim(new StreamKey("live", "demo"), 0));
    assertThat(get(get(edge).registry().list())).hasSize(1);
  }

  /** Hazelcast freezes a cluster while it merges with its other half. */
  @ParameterizedTest
  @EnumSource(NodeRole.class)
  void whoComesWhileNobodyIsLetInWaits(NodeRole role) {
    int a = freePort();
    ClusterNode origin = cluster.origin("origin-1", a);
    Cluster whole = origin.link().hazelcast().getCluster();
    whole.changeClusterState(ClusterState.FROZEN);
    Future<ClusterNode> newcomer =
        cluster.startLater(cluster.settings(role, "late-1", freePort(), a));
    await().until(() -> members() == 2);
    await().until(() -> members() == 1);
    assertThat(newcomer.isComplete()).isFalse();

    whole.changeClusterState(ClusterState.ACTIVE);

    get(newcomer);
    assertThat(whole.getMembers()).hasSize(2);
  }

  @Test
  void anOriginWhoseOthersAreNotUpStartsAlone() {
    int self = freePort();
    ClusterNode origin = cluster.origin("origin-1", self, self, freePort(), freePort());

    assertThat(get(origin.registry().claim(new StreamKey("live", "demo"), 0)).originId())
        .isEqualTo("origin-1");
  }

  @Test
  void originsStartedTogetherBecomeOneCluster() {
    int[] ports = {freePort(), freePort(), freePort()};
    List<Future<ClusterNode>> starting =
        List.of(0, 1, 2).stream()
            .map(i -> cluster.settings(NodeRole.ORIGIN, "origin-" + i, ports[i], ports))
            .map(cluster::startLater)
            .toList();
    List<ClusterNode> origins = starting.stream().map(LoopbackCluster::get).toList();

    assertThat(origins)
        .allMatch(node -> node.link().hazelcast().getCluster().getMembers().size() == 3);
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      int port = taken.getLocalPort();
      assertFails(
          cluster.settings(NodeRole.ORIGIN, "origin-1", port),
          "cluster.port: " + port + " is already in use on 127.0.0.1");

      ClusterSettings free = cluster.settings(NodeRole.ORIGIN, "origin-1", freePort());
      assertFails(
          new ClusterSettings(
              free.role(),
              free.nodeId(),
              free.clusterName(),
              HOST,
              free.port(),
              port,
              List.of(),
              "static",
              free.joinTimeout()),
          "cluster.bus-port: " + port + " is already in use on 127.0.0.1");
    }
    assertNothingRuns();
  }

  @Test
  void aHostThatIsNotOursIsNamed() {
    ClusterSettings settings = cluster.settings(NodeRole.ORIGIN, "origin-1", freePort());

    assertFails(
        with(settings, "192.0.2.1", "static", 1000),
        "node.advertise-host: 192.0.2.1 is not an address of this machine");
    assertFails(
        with(settings, "0.0.0.0", "static", 1000),
        "node.advertise-host: 0.0.0.0 is not an address of this machine");
    assertFails(
        with(settings, "origin.invalid", "static", 1000),
        "node.advertise-host: origin.invalid does not resolve");
    assertNothingRuns();
  }

  @Test
  void aSecondNodeOfTheSameIdIsRefused() {
    int a = freePort();
    ClusterNode origin = cluster.origin("origin-1", a);
    ClusterSettings twin = cluster.settings(NodeRole.ORIGIN, "origin-1", freePort(), a);

    assertFails(
        with(twin, HOST, "static", 1000),
        "node.id: origin-1 is in use by the node at 127.0.0.1:" + a);
    await().until(() -> origin.link().hazelcast().getCluster().getMembers().size() == 1);
  }

  @Test
  void originsAreFoundByName() {
    int a = freePort();
    ClusterNode origin =
        cluster.start(
            with(cluster.settings(NodeRole.ORIGIN, "origin-1", a), HOST, "dns:localhost", 10_000));
    ClusterNode edge =
        cluster.start(
            with(
                cluster.settings(NodeRole.EDGE, "edge-1", freePort()),
                "localhost",
                "dns:localhost:" + a,
                10_000));

    get(origin.registry().claim(new StreamKey("live", "demo"), 0));
    assertThat(get(edge.registry().list())).hasSize(1);
  }

  @Test
  void aNameThatLeadsNowhereIsNamed() {
    ClusterSettings edge = cluster.settings(NodeRole.EDGE, "edge-1", freePort());

    assertFails(
        with(edge, HOST, "dns:origins.invalid", 1000),
        "cluster.discovery: no origin answered at any address of origins.invalid within 1 s");
    assertNothingRuns();
  }

  @Test
  void aMemberGivenByNameIsFound() {
    int a = freePort();
    cluster.origin("origin-1", a);
    ClusterSettings byName =
        new ClusterSettings(
            NodeRole.EDGE,
            "edge-1",
            cluster.settings(NodeRole.EDGE, "edge-1", 1).clusterName(),
            HOST,
            freePort(),
            0,
            List.of("localhost:" + a),
            "static",
            Duration.ofSeconds(10));

    assertThat(get(cluster.start(byName).directory().nodes())).hasSize(2);
  }

  @Test
  void aClaimBeforeTheAnnouncementIsRefused() {
    ClusterNode origin =
        get(cluster.startLater(cluster.settings(NodeRole.ORIGIN, "origin-1", freePort())));

    assertThatThrownBy(() -> get(origin.registry().claim(new StreamKey("live", "demo"), 0)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void theMetricsFactoryIsVertxs() {
    AtomicInteger made = new AtomicInteger();
    VertxOptions options =
        new VertxOptions().setMetricsOptions(new MetricsOptions().setEnabled(true));
    ClusterSettings settings = cluster.settings(NodeRole.ORIGIN, "origin-1", freePort());
    ClusterNode node =
        get(
            ClusterNode.start(
                settings,
                options,
                given -> {
                  made.incrementAndGet();
                  return new VertxMetrics() {};
                }));

    assertThat(made).hasValue(1);
    assertThat(node.vertx().isNativeTransportEnabled()).isTrue();
    Future<Void> closed = node.close();
    assertThat(node.close()).isSameAs(closed);
    get(closed);
  }
}
