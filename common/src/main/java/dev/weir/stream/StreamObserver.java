package dev.weir.stream;

/** Hears what a stream does, for metrics. Called on the stream's loop; must not block. */
public interface StreamObserver {
  /** Hears nothing. */
  StreamObserver NONE = (messages, bytes, subscribers) -> {};

  /**
   * A flush went out.
   *
   * @param messages messages in it
   * @param bytes bytes a subscriber
   * @param subscribers how many get it
   */
  void onFlush(int messages, int bytes, int subscribers);

  /**
   * The GOP cache grew.
   *
   * @param change bytes; negative when it shrank
   */
  default void onGopBytes(int change) {}

  /**
   * Another source took over.
   *
   * @param resumed there was none before it; otherwise it replaced one that was still there
   * @param gapNanos since the last frame of the one before
   */
  default void onSplice(boolean resumed, long gapNanos) {}

  /** A source's times jumped by themselves. */
  default void onTimestampJump() {}

  /**
   * The stream lost its source, or has one again, or is over.
   *
   * @param change 1 when it lost it; otherwise -1
   */
  default void onSourceless(int change) {}
}
