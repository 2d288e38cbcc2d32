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
}
