package dev.weir.origin;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notices that the process stood still (stopped, paused with its machine, in a long collection).
 * Who stood still may have lost its streams to others meanwhile and must ask before it sends
 * another frame. Any thread; sees a freeze at the first look after it, whoever looks.
 */
final class FreezeWatch {
  private static final long FREEZE_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Written no more often, because all event loops share it. */
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final AtomicLong lastNanos;
  private final AtomicInteger freezes = new AtomicInteger();
  private volatile long stoodNanos;

  FreezeWatch(long nowNanos) {
    lastNanos = new AtomicLong(nowNanos);
  }

  /**
   * How many freezes there were. To be called at least every second.
   *
   * @param nowNanos a monotonic clock's reading, which may be a little old
   */
  int look(long nowNanos) {
    long last = lastNanos.get();
    long gap = nowNanos - last;
    if (gap > STEP_NANOS) {
      if (gap > FREEZE_NANOS) {
        stoodNanos = gap;
        // First this, and the time after it: nobody may find the time fresh and the freeze unseen.
        freezes.incrementAndGet();
      }
      lastNanos.compareAndSet(last, nowNanos);
    }
    return freezes.get();
  }

  /** How long the last freeze was. */
  Duration stood() {
    return Duration.ofNanos(stoodNanos);
  }
}
