package dev.weir.stream;

/** How much an event loop wants merged into one write a player. Read by other loops. */
@FunctionalInterface
public interface LoopPace {
  /** A write for every video frame. */
  LoopPace EVERY_FRAME = () -> 0;

  /** Milliseconds of a stream to be gathered before they are written; 0 for every video frame. */
  int mergeMillis();
}
