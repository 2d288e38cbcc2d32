package dev.weir.loadtest.report;

import java.util.OptionalDouble;

/** A figure that sums up a measure. Nothing is known of a measure that has no values. */
public enum Statistic {
  /** Median of the values, in the measure's unit. */
  P50("p50", 50),

  /** Ninety-fifth percentile of the values, in the measure's unit. */
  P95("p95", 95),

  /** Ninety-ninth percentile of the values, in the measure's unit. */
  P99("p99", 99),

  /** The greatest value, in the measure's unit. */
  MAX("max", 100),

  /** How many values there are, without what failed; of a counter, its amount. */
  COUNT("count", Double.NaN),

  /** All values added up, in the measure's unit; of a counter, its amount. */
  SUM("sum", Double.NaN),

  /** Share of the attempts that failed, from 0 to 1. Reports print it in percent. */
  FAILED_SHARE("failed", Double.NaN);

  private final String label;
  private final double percentile;

  Statistic(String label, double percentile) {
    this.label = label;
    this.percentile = percentile;
  }

  /** As in a table's head. */
  String label() {
    return label;
  }

  /** Of a measure. */
  OptionalDouble of(Measured measured) {
    long attempts = measured.count() + measured.failed();
    if (this == FAILED_SHARE) {
      return attempts == 0
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) measured.failed() / attempts);
    }
    if (measured.count() == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(
        switch (this) {
          case COUNT -> measured.count();
          case SUM -> measured.sum();
          default -> measured.percentile(percentile);
        });
  }

  /** Of a counter, which only has an amount. */
  OptionalDouble of(long amount) {
    return this == COUNT || this == SUM ? OptionalDouble.of(amount) : OptionalDouble.empty();
  }
}
