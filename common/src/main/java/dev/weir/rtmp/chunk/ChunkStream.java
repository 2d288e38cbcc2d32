package dev.weir.rtmp.chunk;

import io.netty.buffer.ByteBuf;

/** What one chunk stream id remembers: its last header, and the message it is in the middle of. */
final class ChunkStream {
  private static final long WRAP = 0xFFFF_FFFFL;

  /**
   * A fmt 3 header after a fmt 0 one adds the fmt 0 timestamp again (5.3.1.2.4), unless that is a
   * plain jump.
   */
  private static final long BELIEVABLE_DELTA = 10_000;

  final int id;
  int type;
  int length;
  int streamId;
  long timestamp;

  /**
   * The last fmt 0, 1 or 2 header had 0xFFFFFF in its timestamp field; this was the field behind
   * it.
   */
  boolean extended;

  long extendedValue;
  long lastUse;

  /** The message in progress; null between messages. */
  ByteBuf partial;

  private long delta;
  private boolean deltaIsAbsolute;

  ChunkStream(int id) {
    this.id = id;
  }

  boolean inMessage() {
    return partial != null;
  }

  int missing() {
    return length - partial.readableBytes();
  }

  void absolute(long value) {
    timestamp = value;
    delta = value;
    deltaIsAbsolute = true;
  }

  void relative(long value) {
    delta = value;
    deltaIsAbsolute = false;
    timestamp = timestamp + value & WRAP;
  }

  /** A fmt 3 header begins a message. */
  void repeat() {
    if (!deltaIsAbsolute || delta <= BELIEVABLE_DELTA) {
      timestamp = timestamp + delta & WRAP;
    }
  }

  void dropPartial() {
    if (partial != null) {
      partial.release();
      partial = null;
    }
  }
}
