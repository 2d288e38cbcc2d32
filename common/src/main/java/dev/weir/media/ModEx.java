package dev.weir.media;

import io.netty.buffer.ByteBuf;

/**
 * The chain of modifier blocks that may stand before the FourCC of an Enhanced RTMP message: size,
 * data, then one byte of which the high half is the block's type and the low half the next packet
 * type, which may be another block. Offsets count from the reader index.
 */
final class ModEx {
  /** The packet type that announces a block, in audio and video alike. */
  static final int PACKET_TYPE = 7;

  private static final int MAX_BLOCKS = 8;
  private static final int TIMESTAMP_OFFSET_NANO = 0;
  private static final int MAX_NANOS = 999_999;

  private ModEx() {}

  /**
   * Where the effective packet type stands, in the low half of a byte: 0 when there is no block, -1
   * when the chain does not fit the message or is longer than 8 blocks.
   */
  static int typeOffset(ByteBuf message) {
    int base = message.readerIndex();
    int at = 0;
    for (int blocks = 0; (message.getByte(base + at) & 0x0F) == PACKET_TYPE; blocks++) {
      at = blocks < MAX_BLOCKS ? closing(message, at + 1) : -1;
      if (at < 0) {
        return -1;
      }
    }
    return at;
  }

  /**
   * Nanoseconds, 0 to 999,999, to add to the presentation time of this message only; the last such
   * block wins. For messages whose chain {@link #typeOffset} accepted.
   */
  static int nanos(ByteBuf message, int typeOffset) {
    int base = message.readerIndex();
    int nanos = 0;
    int at = 1;
    while (at <= typeOffset) {
      int closing = closing(message, at);
      int data = dataOffset(message, at);
      int type = (message.getByte(base + closing) & 0xF0) >> 4;
      if (type == TIMESTAMP_OFFSET_NANO && closing - data >= 3) {
        nanos = Math.min(message.getUnsignedMedium(base + data), MAX_NANOS);
      }
      at = closing + 1;
    }
    return nanos;
  }

  /** Offset of the byte that ends the block at {@code at}, -1 when the message ends before it. */
  private static int closing(ByteBuf message, int at) {
    int base = message.readerIndex();
    int length = message.readableBytes();
    if (at >= length) {
      return -1;
    }
    int data = dataOffset(message, at);
    if (data > length) {
      return -1;
    }
    int size = data - at == 1 ? message.getUnsignedByte(base + at) : longSize(message, at);
    int closing = data + size + 1;
    return closing < length ? closing : -1;
  }

  /** A size byte of 0xFF says that the size follows in two bytes. */
  private static int dataOffset(ByteBuf message, int at) {
    return message.getUnsignedByte(message.readerIndex() + at) == 0xFF ? at + 3 : at + 1;
  }

  private static int longSize(ByteBuf message, int at) {
    return message.getUnsignedShort(message.readerIndex() + at + 1);
  }
}
