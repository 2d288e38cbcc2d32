package dev.weir.loadtest.report;

import java.util.Map;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

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
    record(Math.round(value * 1_000), 1);
  }

  /** Not {@code values.add}, which may lose what others record at the same time. */
  void times(Histogram micros) {
    for (HistogramIterationValue step : micros.recordedValues()) {
      long middle = micros.medianEquivalentValue(step.getValueIteratedTo());
      record(middle, step.getCountAddedInThisIterationStep());
    }
  }

  private void record(long thousandths, long count) {
    long known = Math.min(Measured.MOST, Math.max(0, thousandths));
    values.recordValueWithCount(known, count);
    sum.add(known * count);
    greatest.accumulate(known);
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
