package dev.weir.media;

import io.netty.buffer.ByteBuf;

/**
 * The part of an Enhanced RTMP header that audio and video share: packet type, multitrack wrapping,
 * FourCC and track. It hands its findings to a {@link Maker} instead of returning them, so that
 * nothing is allocated on the way.
 */
final class ExHeader {
  /** Builds a tag header, or returns null when the body does not suit it. */
  @FunctionalInterface
  interface Maker<T> {
    /**
     * @param body offset of the track's body in the message
     * @param end offset of its end
     */
    T make(
        ByteBuf message,
        int packetType,
        Multitrack multitrack,
        int code,
        int track,
        int trackCount,
        int body,
        int end);
  }

  private static final int FOUR_CC = 4;

  private ExHeader() {}

  /**
   * Reads from the effective packet type on.
   *
   * @param message a message body that is not empty
   * @param typeAt offset of the byte with the effective packet type in its low half
   * @param multitrackType the packet type that means multitrack: 6 for video, 5 for audio
   * @param index which track of many, counted from 0, or {@link Tracks#DEFAULT}
   * @return null when the message is too short, malformed or of a reserved form
   */
  static <T> T read(ByteBuf message, int typeAt, int multitrackType, int index, Maker<T> maker) {
    int base = message.readerIndex();
    int length = message.readableBytes();
    int type = message.getByte(base + typeAt) & 0x0F;
    int at = typeAt + 1;
    if (type != multitrackType) {
      if (length - at < FOUR_CC || index > 0) {
        return null;
      }
      int code = message.getInt(base + at);
      return maker.make(message, type, Multitrack.NONE, code, 0, 1, at + FOUR_CC, length);
    }
    if (at >= length) {
      return null;
    }
    int wrapping = message.getUnsignedByte(base + at);
    Multitrack kind = Multitrack.of(wrapping >> 4);
    type = wrapping & 0x0F;
    if (kind == null || type == multitrackType) {
      return null;
    }
    return kind == Multitrack.ONE_TRACK
        ? one(message, at + 1, type, index, maker)
        : many(message, at + 1, type, kind, index, maker);
  }

  private static <T> T one(ByteBuf message, int at, int type, int index, Maker<T> maker) {
    int base = message.readerIndex();
    int length = message.readableBytes();
    int body = at + FOUR_CC + 1;
    if (body > length || index > 0) {
      return null;
    }
    int code = message.getInt(base + at);
    int track = message.getUnsignedByte(base + body - 1);
    return maker.make(message, type, Multitrack.ONE_TRACK, code, track, 1, body, length);
  }

  private static <T> T many(
      ByteBuf message, int at, int type, Multitrack kind, int index, Maker<T> maker) {
    int base = message.readerIndex();
    boolean ownCodecs = kind == Multitrack.MANY_TRACKS_MANY_CODECS;
    int entries = ownCodecs ? at : at + FOUR_CC;
    int count = Tracks.count(message, entries, ownCodecs);
    if (count < 0 || index >= count) {
      return null;
    }
    int entry = Tracks.find(message, entries, ownCodecs, index);
    int code = message.getInt(base + (ownCodecs ? entry : at));
    int track = Tracks.id(message, entry, ownCodecs);
    int body = Tracks.body(entry, ownCodecs);
    int end = Tracks.end(message, entry, ownCodecs);
    return maker.make(message, type, kind, code, track, count, body, end);
  }
}
