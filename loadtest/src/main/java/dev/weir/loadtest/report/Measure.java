package dev.weir.loadtest.report;

import java.util.Map;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** The values of a measure while they come in. Safe for use from several threads, without locks. */
final class Measure {
  private static final int REASONS = 20;

  private final ConcurrentHistogram values =
      new ConcurrentHistogram(Measured.MOST, Measured.DIGITS);
  private final LongAdder sum = new LongAdder();
  private final LongAccumulator greatest = new LongAccumulator(Long::max, 0);
  private final LongAdder failed = new LongAdder();
  private final Names<LongAdder> reasons = new Names<>(REASONS, LongAdder::new);
  private volatile String unit = Measured.MILLISECONDS;

  void value(String newUnit, double value) {
    if (!unit.equals(newUnit)) {
      unit = newUnit;
    }
    long thousandths = Math.min(Measured.MOST, Math.max(0, Math.round(value * 1_000)));
    values.recordValue(thousandths);
    sum.add(thousandths);
    greatest.accumulate(thousandths);
  }

  void fail(String reason) {
    failed.increment();
    reasons.get(Masked.text(reason)).increment();
  }

  /** What it is now. */
  Measured measured() {
    Histogram copy = new Histogram(Measured.MOST, Measured.DIGITS);
    copy.add(values);
    Map<String, Long> why = reasons.copy(LongAdder::sum);
    return new Measured(unit, copy, sum.sum(), greatest.get(), failed.sum(), why);
  }
}
