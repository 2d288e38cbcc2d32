package dev.weir.node;

import java.util.concurrent.TimeUnit;

/**
 * How fast a publisher sends, against what it may: five seconds' worth at once, and then it is read
 * no faster than that. Its encoder notices, for its own buffer fills; one that does not slow down
 * is closed. The clock is the caller's.
 */
final class IngestPace {
  /** What {@link #spend} says of one that did not slow down. */
  static final long TOO_LONG = -1;

  private static final double NANOS_A_SECOND = 1e9;
  private static final int BURST_SECONDS = 5;
  private static final long OVER_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Without having been slowed for so long, it has slowed down. */
  private static final long CALM_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Reads of a few frames each, rather than of a packet. */
  private static final long LEAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  /** Longer ones would look like a publisher that fell silent. */
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final double bytesPerNano;
  private final double burst;
  private double left;
  private long spentNanos;
  private long overSinceNanos;
  private long slowedNanos;
  private boolean over;

  /**
   * @param bitsPerSecond on average; 0 for no limit
   */
  IngestPace(long bitsPerSecond, long nowNanos) {
    this.bytesPerNano = bitsPerSecond / 8.0 / NANOS_A_SECOND;
    this.burst = bitsPerSecond / 8.0 * BURST_SECONDS;
    this.left = burst;
    this.spentNanos = nowNanos;
  }

  /**
   * Bytes came.
   *
   * @return nanoseconds for which nothing more is to be read; {@link #TOO_LONG} to close it
   */
  long spend(long bytes, long nowNanos) {
    if (burst == 0) {
      return 0;
    }
    left = Math.min(burst, left + (nowNanos - spentNanos) * bytesPerNano) - bytes;
    spentNanos = nowNanos;
    if (left >= 0) {
      return 0;
    }
    if (!over || nowNanos - slowedNanos >= CALM_NANOS) {
      over = true;
      overSinceNanos = nowNanos;
    }
    long due = (long) (-left / bytesPerNano);
    long pause = Math.min(LONGEST_PAUSE_NANOS, Math.max(LEAST_PAUSE_NANOS, due));
    slowedNanos = nowNanos + pause;
    return nowNanos - overSinceNanos >= OVER_NANOS ? TOO_LONG : pause;
  }
}
