package dev.weir.transport;

import dev.weir.stream.LoopPace;
import dev.weir.stream.LoopTimer;
import dev.weir.stream.MergeControl;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * How busy an event loop is, and the merge that follows from it. Measured on the loop itself, in
 * ticks; read from anywhere.
 */
public final class LoopLoad implements LoopPace {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final MergeControl control;
  private final LoopTimer timer;
  private final long windowNanos;
  private final boolean measurable = THREADS.isCurrentThreadCpuTimeSupported();
  private long windowStart;
  private long cpuStart;
  private long lastTick;
  private double worstLate;
  private volatile double busy;
  private volatile int mergeMillis;

  /**
   * @param control decides
   * @param windowMillis how long a measurement takes
   * @param timer of the loop
   */
  LoopLoad(MergeControl control, long windowMillis, LoopTimer timer) {
    this.control = control;
    this.timer = timer;
    this.windowNanos = windowMillis * 1_000_000;
    this.mergeMillis = control.millis();
  }

  /** Share of the last window that the loop's thread ran, 0 to 1. */
  public double busy() {
    return busy;
  }

  @Override
  public int mergeMillis() {
    return mergeMillis;
  }

  @Override
  public void after(long millis, Runnable task) {
    timer.after(millis, task);
  }

  /**
   * Called on the loop at a fixed rate.
   *
   * @param periodMillis the rate, against which being late is measured
   */
  void onTick(long nowNanos, long periodMillis) {
    if (lastTick != 0) {
      double late = (nowNanos - lastTick) / NANOS_PER_MILLI - periodMillis;
      worstLate = Math.max(worstLate, late);
    }
    lastTick = nowNanos;
    if (nowNanos - windowStart >= windowNanos) {
      measure(nowNanos);
    }
  }

  private void measure(long nowNanos) {
    long cpu = measurable ? THREADS.getCurrentThreadCpuTime() : 0;
    if (windowStart != 0) {
      busy = Math.min(1, (cpu - cpuStart) / (double) (nowNanos - windowStart));
      mergeMillis = control.update(busy, worstLate);
    }
    windowStart = nowNanos;
    cpuStart = cpu;
    worstLate = 0;
  }
}
