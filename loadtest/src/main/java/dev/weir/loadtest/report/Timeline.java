package dev.weir.loadtest.report;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Values of a run by the second, second 0 being its start. Immutable. */
public final class Timeline {
  /** What is later is left out. */
  static final int MOST_SECONDS = 24 * 3_600;

  private final Fold fold;
  private final String unit;
  private final double[] sums;
  private final long[] counts;
  private final double[] greatest;

  /** The arrays are of one length, and from now on this object's. */
  Timeline(Fold fold, String unit, double[] sums, long[] counts, double[] greatest) {
    this.fold = fold;
    this.unit = unit;
    this.sums = sums;
    this.counts = counts;
    this.greatest = greatest;
  }

  /** What stands for a second. */
  public Fold fold() {
    return fold;
  }

  /** As in {@code kbit/s}; may be empty. */
  public String unit() {
    return unit;
  }

  /** The number of seconds, up to the last one that has a value. */
  public int seconds() {
    return sums.length;
  }

  /** What stands for a second; NaN when it has no values. */
  public double at(int second) {
    if (second < 0 || second >= counts.length || counts[second] == 0) {
      return Double.NaN;
    }
    return switch (fold) {
      case SUM -> sums[second];
      case MEAN -> sums[second] / counts[second];
      case MAX -> greatest[second];
    };
  }

  /** Over the seconds that have values. */
  public DoubleSummaryStatistics figures() {
    return IntStream.range(0, seconds())
        .mapToDouble(this::at)
        .filter(value -> !Double.isNaN(value))
        .summaryStatistics();
  }

  /** The first second with the greatest figure; -1 when there are no values. */
  public int peak() {
    int peak = -1;
    for (int second = 0; second < seconds(); second++) {
      if (counts[second] > 0 && (peak < 0 || at(second) > at(peak))) {
        peak = second;
      }
    }
    return peak;
  }

  /** As if the run had started so many seconds before. */
  Timeline later(int seconds) {
    int all = Math.min(MOST_SECONDS, seconds() + seconds);
    int kept = Math.max(0, all - seconds);
    double[] laterSums = new double[all];
    long[] laterCounts = new long[all];
    double[] laterGreatest = new double[all];
    int from = all - kept;
    System.arraycopy(sums, 0, laterSums, from, kept);
    System.arraycopy(counts, 0, laterCounts, from, kept);
    System.arraycopy(greatest, 0, laterGreatest, from, kept);
    return new Timeline(fold, unit, laterSums, laterCounts, laterGreatest);
  }

  Timeline plus(Timeline other) {
    int all = Math.max(seconds(), other.seconds());
    double[] bothSums = Arrays.copyOf(sums, all);
    long[] bothCounts = Arrays.copyOf(counts, all);
    double[] bothGreatest = Arrays.copyOf(greatest, all);
    for (int second = 0; second < other.seconds(); second++) {
      if (other.counts[second] > 0) {
        bothGreatest[second] =
            bothCounts[second] == 0
                ? other.greatest[second]
                : Math.max(bothGreatest[second], other.greatest[second]);
        bothSums[second] += other.sums[second];
        bothCounts[second] += other.counts[second];
      }
    }
    return new Timeline(fold, unit, bothSums, bothCounts, bothGreatest);
  }

  DoubleStream sums() {
    return Arrays.stream(sums);
  }

  long[] counts() {
    return counts.clone();
  }

  DoubleStream greatest() {
    return Arrays.stream(greatest);
  }
}
