package dev.weir.access.webhook;

import java.util.concurrent.TimeUnit;

/**
 * One line a second, and how many were left out: what fails for a crowd fails often. Any thread.
 */
final class ComplaintPace {
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private long saidNanos = System.nanoTime() - PAUSE_NANOS;
  private int unsaid;

  /** Whether to say it. */
  synchronized boolean admits(long nowNanos) {
    if (nowNanos - saidNanos < PAUSE_NANOS) {
      unsaid++;
      return false;
    }
    saidNanos = nowNanos;
    return true;
  }

  /** How many were not said since this was asked last. */
  synchronized int unsaid() {
    int count = unsaid;
    unsaid = 0;
    return count;
  }
}
