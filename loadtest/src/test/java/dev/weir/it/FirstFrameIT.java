package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A player of a stream that the edge has already sees its first picture at once. */
@ExtendWith(SharedCluster.class)
@Timeout(120)
final class FirstFrameIT {
  private static final Logger LOG = LoggerFactory.getLogger(FirstFrameIT.class);
  private static final int WARM_UP = 20;
  private static final int PLAYS = 100;
  private static final long LIMIT_MILLIS = 150;
  private static final String STREAM = "live/first-frame";

  @Test
  void theFirstKeyFrameComesWithin150MillisAtAWarmEdge(SharedCluster.Nodes nodes) {
    // A key frame every two seconds: without the cache half of the players waited one.
    try (Bench bench = new Bench()) {
      bench.publish(nodes.origin().rtmp(STREAM), Clips.noise());
      PlayProbe keepsTheEdgeWarm = bench.count(nodes.edge().rtmp(STREAM));
      assertThat(keepsTheEdgeWarm.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
      LongStream.range(0, WARM_UP).forEach(i -> playOnce(bench, nodes));

      long[] millis =
          LongStream.range(0, PLAYS).map(i -> playOnce(bench, nodes)).sorted().toArray();

      long median = millis[PLAYS / 2];
      long worst = millis[PLAYS * 99 / 100];
      LOG.info("first key frame at a warm edge: p50 {} ms, p99 {} ms", median, worst);
      assertThat(median)
          .as("median of milliseconds to the first key frame")
          .isLessThan(LIMIT_MILLIS);
    }
  }

  private static long playOnce(Bench bench, SharedCluster.Nodes nodes) {
    try (PlayProbe probe = bench.count(nodes.edge().rtmp(STREAM))) {
      assertThat(probe.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
      return probe.firstKeyFrame().join().toMillis();
    }
  }
}
