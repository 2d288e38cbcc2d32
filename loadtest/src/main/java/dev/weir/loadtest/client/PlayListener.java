package dev.weir.loadtest.client;

import io.netty.buffer.ByteBuf;

/** Hears what a player gets. Called on its event loop. */
public interface PlayListener {
  /** Play was granted; frames follow. */
  default void onStarted() {}

  /**
   * A message of the stream.
   *
   * @param type RTMP message type: audio, video or data
   * @param timestamp milliseconds modulo 2^32
   * @param body stays the player's
   */
  void onFrame(int type, long timestamp, ByteBuf body);

  /** The server said no; {@link #onClosed} follows. */
  default void onRefused(RefusedException refused) {}

  /** The server said that the stream is over; {@link #onClosed} follows. */
  default void onEnded(String code) {}

  /** The connection is gone or was never there; last and once. */
  default void onClosed(String why) {}
}
