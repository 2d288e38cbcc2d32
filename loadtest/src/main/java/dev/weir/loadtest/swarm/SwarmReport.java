package dev.weir.loadtest.swarm;

import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * What a swarm saw in a window. The figures are of healthy players unless they say otherwise.
 *
 * @param opened players that were told to connect and did not leave by themselves
 * @param playing of these, such that got media and are connected
 * @param lost of these, such that were refused or lost
 * @param reasons why, each with its count
 * @param bytes received in the window
 * @param leastFrames stamped frames in the window of the player that got the fewest
 * @param firstMedia microseconds from opening to the first media message, over all players ever
 * @param firstKeyFrame microseconds from opening to the first picture to start at, likewise
 * @param healthy frames
 * @param slow frames of slow players
 * @param slowPlaying slow players that got media and are connected
 */
public record SwarmReport(
    int opened,
    int playing,
    int lost,
    Map<String, Integer> reasons,
    long bytes,
    long leastFrames,
    Histogram firstMedia,
    Histogram firstKeyFrame,
    Tally healthy,
    Tally slow,
    int slowPlaying) {

  private static final long MAX_MICROS = 3_600_000_000L;

  static SwarmReport empty() {
    return new SwarmReport(
        0,
        0,
        0,
        Map.of(),
        0,
        Long.MAX_VALUE,
        new Histogram(MAX_MICROS, 3),
        new Histogram(MAX_MICROS, 3),
        new Tally(),
        new Tally(),
        0);
  }

  /** Of two loops. */
  SwarmReport plus(SwarmReport other) {
    Map<String, Integer> all = new TreeMap<>(reasons);
    other.reasons.forEach((reason, count) -> all.merge(reason, count, Integer::sum));
    firstMedia.add(other.firstMedia);
    firstKeyFrame.add(other.firstKeyFrame);
    healthy.add(other.healthy);
    slow.add(other.slow);
    return new SwarmReport(
        opened + other.opened,
        playing + other.playing,
        lost + other.lost,
        all,
        bytes + other.bytes,
        Math.min(leastFrames, other.leastFrames),
        firstMedia,
        firstKeyFrame,
        healthy,
        slow,
        slowPlaying + other.slowPlaying);
  }

  /** Milliseconds to the first key frame at a percentile from 0 to 100. */
  public double firstKeyFrameMillis(double percentile) {
    return firstKeyFrame.getValueAtPercentile(percentile) / 1000.0;
  }

  /** Milliseconds to the first media at a percentile from 0 to 100. */
  public double firstMediaMillis(double percentile) {
    return firstMedia.getValueAtPercentile(percentile) / 1000.0;
  }
}
