package dev.weir.faults;

import java.util.Collection;

/** Sums of many measurements. */
final class Figures {
  private Figures() {}

  /**
   * The value that this share of the values does not exceed.
   *
   * @param share from 0 to 1
   * @return NaN when there are no values
   */
  static double percentile(Collection<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, Math.min(sorted.length - 1, rank - 1))];
  }
}
