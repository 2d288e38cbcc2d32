package dev.weir.media;

import io.netty.buffer.ByteBuf;

/**
 * The track entries of a message with many tracks: FourCC (only if each has its own), id, 24-bit
 * size, body. Offsets count from the reader index; all methods but {@link #count} expect entries
 * that it accepted.
 */
final class Tracks {
  /** Chooses track 0, or the first track when the message does not carry track 0. */
  static final int DEFAULT = -1;

  private static final int MAX = 16;
  private static final int ID_AND_SIZE = 4;
  private static final int CODEC = 4;

  private Tracks() {}

  /** How many entries there are to the end of the message; -1 for none, more than 16 or misfits. */
  static int count(ByteBuf message, int at, boolean ownCodecs) {
    int length = message.readableBytes();
    int tracks = 0;
    for (int next = at; next < length; tracks++) {
      if (tracks == MAX || length - next < head(ownCodecs)) {
        return -1;
      }
      next = end(message, next, ownCodecs);
      if (next > length) {
        return -1;
      }
    }
    return tracks == 0 ? -1 : tracks;
  }

  /**
   * Where an entry begins.
   *
   * @param index 0 to count - 1, or {@link #DEFAULT}
   */
  static int find(ByteBuf message, int at, boolean ownCodecs, int index) {
    int length = message.readableBytes();
    int entry = at;
    for (int i = 0; entry < length; i++) {
      if (index == DEFAULT ? id(message, entry, ownCodecs) == 0 : i == index) {
        return entry;
      }
      entry = end(message, entry, ownCodecs);
    }
    return at;
  }

  static int id(ByteBuf message, int entry, boolean ownCodecs) {
    int at = entry + head(ownCodecs) - ID_AND_SIZE;
    return message.getUnsignedByte(message.readerIndex() + at);
  }

  static int body(int entry, boolean ownCodecs) {
    return entry + head(ownCodecs);
  }

  static int end(ByteBuf message, int entry, boolean ownCodecs) {
    int body = body(entry, ownCodecs);
    return body + message.getUnsignedMedium(message.readerIndex() + body - 3);
  }

  private static int head(boolean ownCodecs) {
    return ownCodecs ? CODEC + ID_AND_SIZE : ID_AND_SIZE;
  }
}
