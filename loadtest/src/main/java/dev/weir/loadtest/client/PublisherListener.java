package dev.weir.loadtest.client;

import io.netty.buffer.ByteBuf;

/** Hears what a publisher does. Called on its event loop. */
public interface PublisherListener {
  /** Publishing was granted; again after each reconnection. */
  default void onStarted() {}

  /** Something that a user wants to read: a lost connection, the next attempt. One line. */
  default void onNotice(String line) {}

  /**
   * A message was handed to the connection.
   *
   * @param type RTMP message type
   * @param timestamp milliseconds modulo 2^32
   * @param body stays the publisher's
   */
  default void onSent(int type, long timestamp, ByteBuf body) {}
}
