package dev.weir.cluster;

import static dev.weir.cluster.LoopbackCluster.freePort;
import static dev.weir.cluster.LoopbackCluster.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.stream.StreamKey;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SplitBrainTest {
  private static final StreamKey LATER = new StreamKey("live", "later");
  private static final StreamKey PREFERRED = new StreamKey("live", "preferred");
  private static final StreamKey SINGLE = new StreamKey("live", "single");

  private LoopbackCluster cluster;

  @BeforeEach
  void start() {
    cluster = new LoopbackCluster();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void afterAMergeEveryStreamHasOneOwnerByTheRuleAndTheLoserIsTold() {
    // Neither sees the other: one knows an address where nobody is yet, the other knows none.
    int a = freePort();
    ClusterNode right = cluster.origin("origin-2", freePort(), a);
    ClusterNode left = cluster.origin("origin-1", a);
    StreamRecord early = get(left.registry().claim(LATER, 0));
    // Epochs are near to the wall clock, and two claims may fall into one of its milliseconds.
    await().until(() -> System.currentTimeMillis() > early.epoch());
    StreamRecord late = get(right.registry().claim(LATER, 0));
    StreamRecord preferred = get(left.registry().claim(PREFERRED, 1));
    StreamRecord plain = get(right.registry().claim(PREFERRED, 0));
    StreamRecord leftOnly = get(left.registry().claim(SINGLE, 0));
    StreamRecord rightOnly = get(right.registry().claim(new StreamKey("live", "right"), 0));
    assertThat(late.epoch()).isGreaterThan(early.epoch());
    Set<StreamKey> hints = ConcurrentHashMap.newKeySet();
    try (Watch one = left.registry().watch(hints::add);
        Watch other = right.registry().watch(hints::add)) {

      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> left.link().hazelcast().getCluster().getMembers().size() == 2);

      for (ClusterNode node : List.of(left, right)) {
        await()
            .untilAsserted(
                () ->
                    assertThat(get(node.registry().list()))
                        .containsExactlyInAnyOrder(late, preferred, leftOnly, rightOnly));
      }
      await().until(() -> hints.containsAll(List.of(LATER, PREFERRED, SINGLE)));
    }
    assertThat(get(left.registry().renew(early))).isFalse();
    assertThat(get(right.registry().renew(late))).isTrue();
    assertThat(get(left.registry().renew(preferred))).isTrue();
    assertThat(get(right.registry().renew(plain))).isFalse();
    await().untilAsserted(() -> assertThat(get(left.directory().nodes())).hasSize(2));

    // The merged member has a new Hazelcast id; its death must still be recognised.
    cluster.kill(right);
    await()
        .untilAsserted(
            () ->
                assertThat(get(left.registry().list()))
                    .containsExactlyInAnyOrder(preferred, leftOnly));
  }
}
