package dev.weir.cluster;

import static dev.weir.cluster.LoopbackCluster.freePort;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HazelcastRollCallTest {
  private static final Duration SOON = Duration.ofSeconds(5);

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
  void onlyWhoIsCountedByTheOtherOriginsIsOneOfThem() {
    int a = freePort();
    HazelcastInstance one = cluster.origin("origin-1", a).link().hazelcast();
    cluster.origin("origin-2", freePort(), a);
    cluster.edge("edge-1", a);
    String run = one.getCluster().getLocalMember().getAttribute(HazelcastConfiguration.RUN);

    assertThat(new HazelcastRollCall(one, run).allKnowMe()).succeedsWithin(SOON).isEqualTo(true);
    assertThat(new HazelcastRollCall(one, "given up").allKnowMe())
        .succeedsWithin(SOON)
        .isEqualTo(false);
  }

  @Test
  void whoIsAloneNeedsNobodysWord() {
    HazelcastInstance one = cluster.origin("origin-1", freePort()).link().hazelcast();

    assertThat(new HazelcastRollCall(one, "given up").allKnowMe())
        .succeedsWithin(SOON)
        .isEqualTo(true);
  }
}
