package dev.weir.cluster;

import static dev.weir.cluster.LoopbackCluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.stream.StreamKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemberDeathTest {
  private static final int STREAMS = 200;

  /** The aim is 1 s, and 0.7 s is usual; builds share their processors. */
  private static final Duration SOON = Duration.ofSeconds(2);

  private LoopbackCluster cluster;
  private int a;
  private int b;

  @BeforeEach
  void start() {
    cluster = new LoopbackCluster();
    a = LoopbackCluster.freePort();
    b = LoopbackCluster.freePort();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static List<StreamRecord> claim(ClusterNode node, String app) {
    List<StreamRecord> claims = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      claims.add(get(node.registry().claim(new StreamKey(app, "s" + i), 0)));
    }
    return claims;
  }

  @Test
  void theStreamsOfADeadOriginAreFreeAtOnceAndNobodyElseLosesAny() {
    ClusterNode survivor = cluster.origin("origin-1", a);
    ClusterNode victim = cluster.origin("origin-2", b, a);
    ClusterNode edge = cluster.edge("edge-1", a, b);
    List<StreamRecord> kept = claim(survivor, "kept");
    List<StreamRecord> lost = claim(victim, "lost");
    Set<StreamKey> hints = ConcurrentHashMap.newKeySet();
    try (Watch watch = edge.registry().watch(hints::add)) {

      cluster.kill(victim);

      await()
          .atMost(SOON)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> get(edge.registry().list()).size() == STREAMS);
      assertThat(get(edge.registry().list())).hasSameElementsAs(kept);
      await()
          .untilAsserted(
              () -> assertThat(hints).containsAll(lost.stream().map(StreamRecord::key).toList()));
    }
    assertThat(lost).allMatch(claim -> survivor.registry().seen(claim.key()).isEmpty());
    assertThat(get(survivor.registry().claim(lost.get(0).key(), 0)).epoch())
        .isGreaterThan(lost.get(0).epoch());
    assertThat(get(edge.directory().nodes()))
        .extracting(NodeInfo::id)
        .containsExactly("edge-1", "origin-1");
    assertThat(kept).allMatch(claim -> get(survivor.registry().renew(claim)));
  }

  @Test
  void anOriginThatLeavesInOrderTakesItsEntriesWithIt() {
    ClusterNode survivor = cluster.origin("origin-1", a);
    ClusterNode leaver = cluster.origin("origin-2", b, a);
    List<StreamRecord> kept = claim(survivor, "kept");
    claim(leaver, "left");

    get(leaver.close());

    assertThat(get(survivor.registry().list())).hasSameElementsAs(kept);
    assertThat(get(survivor.directory().nodes())).hasSize(1);
  }

  @Test
  void aRestartedOriginKeepsWhatItClaimsWhileItsEarlierRunIsSwept() {
    ClusterNode survivor = cluster.origin("origin-1", a);
    ClusterNode victim = cluster.origin("origin-2", b, a);
    claim(victim, "live");
    cluster.kill(victim);

    ClusterNode again = cluster.origin("origin-2", b, a);
    List<StreamRecord> claims = claim(again, "live");

    assertThat(claims).allMatch(claim -> get(again.registry().renew(claim)));
    assertThat(get(survivor.registry().list())).hasSameElementsAs(claims);
    assertThat(get(survivor.directory().nodes())).hasSize(2);
  }

  @Test
  void aDeadEdgeLeavesTheDirectoryAndNothingElseChanges() {
    ClusterNode origin = cluster.origin("origin-1", a);
    ClusterNode edge = cluster.edge("edge-1", a);
    List<StreamRecord> claims = claim(origin, "live");
    assertThat(get(origin.directory().nodes())).hasSize(2);

    cluster.kill(edge);

    await().atMost(SOON).until(() -> get(origin.directory().nodes()).size() == 1);
    assertThat(get(origin.registry().list())).hasSameElementsAs(claims);
  }

  @Test
  void withoutAnyOriginAnEdgeIsToldSoAtOnceAndFindsTheNextOne() {
    ClusterNode first = cluster.origin("origin-1", a);
    ClusterNode edge = cluster.edge("edge-1", a);
    StreamRecord claim = get(first.registry().claim(new StreamKey("live", "demo"), 0));
    assertThat(get(edge.registry().locate(claim.key()))).contains(claim);
    Set<StreamKey> hints = ConcurrentHashMap.newKeySet();
    try (Watch watch = edge.registry().watch(hints::add)) {
      cluster.kill(first);
      await().until(() -> hints.remove(claim.key()));
      assertThatThrownBy(() -> get(edge.registry().locate(claim.key())))
          .isInstanceOf(ClusterUnavailableException.class);

      // The new origin does not know the edge: the edge has to find it.
      ClusterNode second = cluster.origin("origin-1", a);
      assertThat(get(second.registry().renew(claim))).isTrue();

      await().atMost(Duration.ofSeconds(15)).until(() -> hints.remove(claim.key()));
      assertThat(get(edge.registry().locate(claim.key()))).contains(claim);
      await().untilAsserted(() -> assertThat(get(second.directory().nodes())).hasSize(2));
    }
  }
}
