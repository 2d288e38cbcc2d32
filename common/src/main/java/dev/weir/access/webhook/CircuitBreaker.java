package dev.weir.access.webhook;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Stops to call what is down: after five failures in ten seconds, if they are at least half of the
 * calls, nothing is called for a while, and then one call at a time until one succeeds. For any
 * thread; the clock is the caller's.
 */
final class CircuitBreaker {
  private static final int FAILURES = 5;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** When the last five were. */
  private final ArrayDeque<Long> last = new ArrayDeque<>();

  private final long startNanos;
  private long window;
  private int failed;
  private int succeeded;
  private boolean open;
  private boolean trying;
  private long nextNanos;

  CircuitBreaker(long nowNanos) {
    this.startNanos = nowNanos;
  }

  /** Whether a call may be made; then {@link #ended} has to follow. */
  synchronized boolean admits(long nowNanos) {
    if (!open) {
      return true;
    }
    if (trying || nowNanos - nextNanos < 0) {
      return false;
    }
    trying = true;
    return true;
  }

  /**
   * A call is over.
   *
   * @return whether this opened or closed it
   */
  synchronized boolean ended(boolean failure, long nowNanos) {
    if (open) {
      return endedWhileOpen(failure, nowNanos);
    }
    age(nowNanos);
    if (!failure) {
      succeeded++;
      return false;
    }
    failed++;
    last.add(nowNanos);
    if (last.size() > FAILURES) {
      last.remove();
    }
    open = last.size() == FAILURES && nowNanos - last.peek() < WINDOW_NANOS && failed >= succeeded;
    nextNanos = nowNanos + PAUSE_NANOS;
    return open;
  }

  /** A call that was admitted was not made. */
  synchronized void skipped() {
    trying = false;
  }

  /** Whether nothing is called now. */
  synchronized boolean isOpen() {
    return open;
  }

  /** A call that began before it opened may end now, too; it says no less. */
  private boolean endedWhileOpen(boolean failure, long nowNanos) {
    trying = false;
    nextNanos = nowNanos + PAUSE_NANOS;
    if (failure) {
      return false;
    }
    open = false;
    last.clear();
    failed = 0;
    succeeded = 0;
    return true;
  }

  /** What was a while ago counts for less. */
  private void age(long nowNanos) {
    long now = (nowNanos - startNanos) / WINDOW_NANOS;
    if (now != window) {
      window = now;
      failed /= 2;
      succeeded /= 2;
    }
  }
}
