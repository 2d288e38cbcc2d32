package dev.weir.loadtest.report;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;

/**
 * What a run measures, by name. Written from any thread without waiting for others, and readable at
 * any time.
 *
 * <p>Memory is bounded: {@value #MEASURES} measures of at most 400 KB, {@value #COUNTERS} counters,
 * and {@value #SERIES} series of 24 hours at 24 bytes a second. What is named beyond that is put
 * together as {@code (others)}, and the summary says so. Failures keep twenty reasons a measure.
 */
public final class MeasureBook {
  /** How many measures it keeps. */
  public static final int MEASURES = 200;

  /** How many counters it keeps. */
  public static final int COUNTERS = 200;

  /** How many series by the second it keeps. */
  public static final int SERIES = 32;

  /** A moment on both clocks. */
  private record Begin(Instant wall, long nanos) {}

  private final AtomicReference<Begin> begin = new AtomicReference<>();
  private final Names<Measure> measures = new Names<>(MEASURES, Measure::new);
  private final Names<LongAdder> counters = new Names<>(COUNTERS, LongAdder::new);
  private final Names<Series> series = new Names<>(SERIES, Series::new);

  /** Second 0 of the run begins now; only the first call counts. */
  public void begin() {
    begin.compareAndSet(null, new Begin(Instant.now(), System.nanoTime()));
  }

  /** When that was by the wall clock; empty before. */
  public Optional<Instant> begun() {
    return Optional.ofNullable(begin.get()).map(Begin::wall);
  }

  /** The second of the run that it is now; -1 before it began. */
  public int second() {
    Begin known = begin.get();
    return known == null
        ? -1
        : (int) TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - known.nanos());
  }

  /**
   * Something took its time.
   *
   * @param millis to a microsecond; below 0, as clocks that are set produce it, counts as 0, more
   *     than an hour as an hour, and what is not a number is left out
   */
  public void time(String measure, double millis) {
    value(measure, Measured.MILLISECONDS, millis);
  }

  /**
   * As {@link #time} for many at once.
   *
   * @param micros only read; their sum is good to the digits that it keeps
   */
  public void times(String measure, Histogram micros) {
    measures.get(measure).times(micros);
  }

  /** As {@link #time}, for a figure in another unit; to a thousandth, and at most 3,600,000. */
  public void value(String measure, String unit, double value) {
    if (!Double.isNaN(value)) {
      measures.get(measure).value(unit, value);
    }
  }

  /**
   * Something that {@link #time} would have measured did not come about.
   *
   * @param reason for people; credentials in it are masked
   */
  public void fail(String measure, String reason) {
    measures.get(measure).fail(reason);
  }

  /** Adds to a counter; 0 says that one has looked and there was nothing. */
  public void add(String counter, long amount) {
    counters.get(counter).add(amount);
  }

  /** Says how a series is to be read; {@link Fold#MAX} without a unit unless it is said. */
  public void series(String name, Fold fold, String unit) {
    series.get(name).show(fold, unit);
  }

  /**
   * A value in a second of the run.
   *
   * @param secondOfRun from 0; left out when it is below that or after a day
   * @param value left out when it is not finite
   */
  public void second(int secondOfRun, String name, double value) {
    if (secondOfRun >= 0 && secondOfRun < Timeline.MOST_SECONDS && Double.isFinite(value)) {
      series.get(name).value(secondOfRun, value);
    }
  }

  /** What it holds now, judged. */
  public RunSummary summary(RunFacts facts, List<Slo> slos) {
    Map<String, Measured> measured = measures.copy(Measure::measured);
    return new RunSummary(
        facts, slos, measured, counters.copy(LongAdder::sum), series.copy(Series::timeline));
  }
}
