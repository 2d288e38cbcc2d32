package dev.weir.http;

import java.util.concurrent.TimeUnit;

/** A few lines a second and no more, so that strangers cannot fill the log. Any thread. */
final class LogPace {
  private static final int LINES = 5;
  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

  private long periodNanos = System.nanoTime();
  private int left = LINES;

  synchronized boolean admits(long nowNanos) {
    if (nowNanos - periodNanos >= PERIOD_NANOS) {
      periodNanos = nowNanos;
      left = LINES;
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
