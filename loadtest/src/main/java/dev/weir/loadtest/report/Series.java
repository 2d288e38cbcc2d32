package dev.weir.loadtest.report;

import java.util.Arrays;

/** Values by the second while they come in. Safe for use from several threads. */
final class Series {
  private Fold fold = Fold.MAX;
  private String unit = "";
  private int seconds;
  private double[] sums = new double[64];
  private long[] counts = new long[64];
  private double[] greatest = new double[64];

  synchronized void show(Fold newFold, String newUnit) {
    fold = newFold;
    unit = newUnit;
  }

  synchronized void value(int second, double value) {
    if (second >= sums.length) {
      int room = Math.min(Timeline.MOST_SECONDS, Math.max(second + 1, 2 * sums.length));
      sums = Arrays.copyOf(sums, room);
      counts = Arrays.copyOf(counts, room);
      greatest = Arrays.copyOf(greatest, room);
    }
    greatest[second] = counts[second] == 0 ? value : Math.max(greatest[second], value);
    sums[second] += value;
    counts[second]++;
    seconds = Math.max(seconds, second + 1);
  }

  synchronized Timeline timeline() {
    return new Timeline(
        fold,
        unit,
        Arrays.copyOf(sums, seconds),
        Arrays.copyOf(counts, seconds),
        Arrays.copyOf(greatest, seconds));
  }
}
