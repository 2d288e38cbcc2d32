package dev.weir.loadtest.report;

import java.util.OptionalDouble;

/** Figures as people read them. */
final class Figures {
  private static final double PERCENT = 100;

  private Figures() {}

  /** Whole numbers as they are, others as {@link Table#text} has them. */
  static String text(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? "%d".formatted((long) value) : Table.text(value);
  }

  static String with(double value, String unit) {
    return unit.isEmpty() ? text(value) : text(value) + " " + unit;
  }

  /** As in {@code 12 (0.40 %)}. */
  static String failed(Measured measured) {
    double share = Statistic.FAILED_SHARE.of(measured).orElse(0);
    return measured.failed() == 0
        ? "0"
        : "%d (%s %%)".formatted(measured.failed(), text(PERCENT * share));
  }

  /** As in {@code at most 500 ms}. */
  static String limit(Slo slo) {
    return slo.bound().words() + " " + figure(slo, slo.limit());
  }

  /** Says so when the figure is beyond the limit by less than can be seen. */
  static String seen(Verdict verdict) {
    OptionalDouble seen = verdict.seen();
    Slo slo = verdict.slo();
    if (seen.isEmpty()) {
      return "no values";
    }
    String text = figure(slo, seen.getAsDouble());
    boolean unclear = !verdict.holds() && text.equals(figure(slo, slo.limit()));
    return unclear ? (slo.bound() == Bound.AT_MOST ? "above " : "below ") + text : text;
  }

  private static String figure(Slo slo, double value) {
    return slo.statistic() == Statistic.FAILED_SHARE
        ? with(PERCENT * value, "%")
        : with(value, slo.unit());
  }
}
