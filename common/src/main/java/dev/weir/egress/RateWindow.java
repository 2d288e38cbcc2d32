package dev.weir.egress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * How fast a total grew over the last seconds. Pure: it is told the time and the total. Any one
 * thread.
 *
 * <p>Short peaks are no overload: whoever joins gets seconds of pictures at once. What grew before
 * the first reading is not known and counts as nothing, so that a node begins calmly.
 */
final class RateWindow {
  private static final double NANOS_PER_SECOND = 1e9;

  private final long spanNanos;
  private final Deque<Reading> readings = new ArrayDeque<>();

  /** The last reading that is as old as the window, or the first one. */
  private Reading base;

  private record Reading(long nanos, double total) {}

  /**
   * Empty.
   *
   * @param seconds its length
   */
  RateWindow(int seconds) {
    this.spanNanos = TimeUnit.SECONDS.toNanos(seconds);
  }

  /**
   * Takes a reading.
   *
   * @param nowNanos later than that of the reading before
   * @param total never less than before
   * @return growth a second
   */
  double update(long nowNanos, double total) {
    readings.add(new Reading(nowNanos, total));
    while (base == null || isOld(readings.peek(), nowNanos)) {
      base = readings.poll();
    }
    long span = Math.max(spanNanos, nowNanos - base.nanos());
    return (total - base.total()) * NANOS_PER_SECOND / span;
  }

  private boolean isOld(Reading reading, long nowNanos) {
    return reading != null && nowNanos - reading.nanos() >= spanNanos;
  }
}
