package dev.weir.cluster;

import static dev.weir.cluster.LoopbackCluster.get;
import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.map.IMap;
import dev.weir.stream.StreamKey;
import org.junit.jupiter.api.Test;

/** Hazelcast runs an operation again when its answer may have been lost with a member. */
class RepeatedClaimTest {
  private static final StreamKey KEY = new StreamKey("live", "twice");

  @Test
  void aClaimThatRunsTwiceIsWonOnce() {
    try (LoopbackCluster cluster = new LoopbackCluster()) {
      ClusterNode origin = cluster.origin("origin-1", LoopbackCluster.freePort());
      IMap<String, String> map = origin.link().hazelcast().getMap(HazelcastConfiguration.STREAMS);
      StreamRecord claim = get(origin.registry().claim(KEY, 3));
      String stored = map.get(KEY.toString());
      String run = StoredClaim.parse(stored).orElseThrow().member();

      HazelcastClaim again = new HazelcastClaim(new StoredClaim(claim.withEpoch(0), run));
      assertThat(map.executeOnKey(KEY.toString(), again)).isEqualTo(HazelcastClaim.WON + stored);
      assertThat(map.get(KEY.toString())).isEqualTo(stored);

      get(origin.registry().renew(claim.withAbsent(true)));
      map.executeOnKey(KEY.toString(), again);
      assertThat(get(origin.registry().locate(KEY))).contains(claim.withAbsent(true));
    }
  }
}
