package dev.weir.loadtest.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * The values of a measure after a run, to a thousandth of the unit and three digits. Immutable. Two
 * of them add up to exactly what one book of both runs would have held.
 */
public final class Measured {
  /** Unit of times. */
  static final String MILLISECONDS = "ms";

  /** Greatest value, in thousandths: an hour, for times. What is greater counts as this. */
  static final long MOST = 3_600_000_000L;

  static final int DIGITS = 3;

  private static final double THOUSANDTHS = 1_000;

  private final String unit;
  private final Histogram values;
  private final long sum;
  private final long greatest;
  private final long failed;
  private final Map<String, Long> reasons;

  /**
   * @param values in thousandths of the unit; from now on this object's
   * @param sum of them, exactly, in thousandths too
   * @param greatest of them, likewise; 0 without values
   */
  Measured(
      String unit,
      Histogram values,
      long sum,
      long greatest,
      long failed,
      Map<String, Long> reasons) {
    this.unit = unit;
    this.values = values;
    this.sum = sum;
    this.greatest = greatest;
    this.failed = failed;
    this.reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
  }

  /** As in {@code ms}. */
  public String unit() {
    return unit;
  }

  /** How many values there are, without what failed. */
  public long count() {
    return values.getTotalCount();
  }

  /** How many attempts failed; they have no value. */
  public long failed() {
    return failed;
  }

  /** Why they failed, each with its count. */
  public Map<String, Long> reasons() {
    return reasons;
  }

  /** All values added up. */
  public double sum() {
    return sum / THOUSANDTHS;
  }

  /** The value at a percentile from 0 to 100, the greatest exactly; NaN when there are none. */
  public double percentile(double percentile) {
    // A histogram answers with the upper end of a range, which the greatest value may not reach.
    return count() == 0
        ? Double.NaN
        : Math.min(greatest, values.getValueAtPercentile(percentile)) / THOUSANDTHS;
  }

  Measured plus(Measured other) {
    Histogram both = values.copy();
    both.add(other.values);
    Map<String, Long> why = new LinkedHashMap<>(reasons);
    other.reasons.forEach((reason, count) -> why.merge(reason, count, Long::sum));
    return new Measured(
        unit,
        both,
        sum + other.sum,
        Math.max(greatest, other.greatest),
        failed + other.failed,
        why);
  }

  /** The greatest value; 0 without values. */
  double greatest() {
    return greatest / THOUSANDTHS;
  }

  /** A value as whole thousandths, which numbers in text may have lost to rounding. */
  static long thousandths(double value) {
    return Math.round(value * THOUSANDTHS);
  }

  Histogram histogram() {
    return values.copy();
  }
}
