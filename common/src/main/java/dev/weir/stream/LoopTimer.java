package dev.weir.stream;

/** Runs something later on the event loop that asks. */
@FunctionalInterface
public interface LoopTimer {
  /**
   * Calls once.
   *
   * @param millis delay, at least 1
   */
  void after(long millis, Runnable task);
}
