package dev.weir.stream;

/** Runs something later on the event loop that asks, and tells the time. */
@FunctionalInterface
public interface LoopTimer {
  /**
   * Calls once.
   *
   * @param millis delay, at least 1
   */
  void after(long millis, Runnable task);

  /** The clock that it goes by: monotonic, in nanoseconds. */
  default long nowNanos() {
    return System.nanoTime();
  }
}
