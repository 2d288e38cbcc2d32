package dev.weir.stream;

/** An event loop that players live on: its timer, and how much it wants merged into one write. */
public interface LoopPace extends LoopTimer {
  /** A write for every video frame. */
  LoopPace EVERY_FRAME =
      new LoopPace() {
        @Override
        public int mergeMillis() {
          return 0;
        }

        @Override
        public void after(long millis, Runnable task) {
          throw new UnsupportedOperationException("nothing is merged, so nothing waits");
        }
      };

  /**
   * Milliseconds of a stream to be gathered before they are written; 0 for a write a video frame.
   */
  int mergeMillis();
}
