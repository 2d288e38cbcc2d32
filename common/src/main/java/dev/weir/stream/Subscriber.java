package dev.weir.stream;

import io.vertx.core.Context;

/** Somebody who gets a live stream. Every method is called on the subscriber's own event loop. */
public interface Subscriber {
  /**
   * The event loop that it lives on; the same object for all who share a loop, because they share
   * their tasks.
   */
  Context context();

  /** How much the loop wants merged; the same object for all who share a loop. Any thread. */
  default LoopPace pace() {
    return LoopPace.EVERY_FRAME;
  }

  /**
   * The first of everything: headers and the cached GOP, to be sent before any batch.
   *
   * @param join stays the caller's, as do its batches
   */
  void onJoin(Join join);

  /**
   * What one flush brought.
   *
   * @param batch stays the caller's; share what is to be sent
   */
  void onBatch(EncodedBatch batch);

  /** Batches are missing before the next one: video goes on at a key frame. */
  default void onGap() {}

  /** The stream is over; nothing follows. */
  void onEnd();

  /** The stream goes on, but not here; nothing follows. */
  default void onMoved() {
    onEnd();
  }

  /**
   * What a newcomer gets.
   *
   * @param headers metadata and sequence headers, or null when none are known yet
   * @param gop cached batches from a key frame on, maybe none
   * @param skipInFirst messages of the first batch that come before the key frame
   */
  record Join(EncodedBatch headers, EncodedBatch[] gop, int skipInFirst) {
    void release() {
      if (headers != null) {
        headers.release();
      }
      for (EncodedBatch batch : gop) {
        batch.release();
      }
    }
  }
}
