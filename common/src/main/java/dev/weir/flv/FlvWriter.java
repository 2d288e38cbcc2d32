package dev.weir.flv;

import io.netty.buffer.ByteBuf;

/** Writes FLV (FLV 10.1 annex E) into a buffer of the caller, which stays the caller's. */
public final class FlvWriter {
  private static final int HEADER_BYTES = 9;
  private static final int TAG_HEADER_BYTES = 11;
  private static final int BODY_MAX = 0xFFFFFF;

  private FlvWriter() {}

  /**
   * Appends the 13 bytes that open a file or stream.
   *
   * @param audio whether audio tags will come. Browsers wait for what is announced here, so it must
   *     be true to what follows (mpegts.js#191)
   * @param video whether video tags will come
   */
  public static void header(ByteBuf out, boolean audio, boolean video) {
    out.writeMedium('F' << 16 | 'L' << 8 | 'V').writeByte(1);
    out.writeByte((audio ? 4 : 0) | (video ? 1 : 0));
    out.writeInt(HEADER_BYTES).writeInt(0);
  }

  /**
   * Appends one tag and its size.
   *
   * @param type one of the types of {@link FlvTag}
   * @param timestamp milliseconds; the lower 32 bits are written
   * @param body its readable bytes are copied; its indices do not move, the caller keeps it
   * @throws IllegalArgumentException for another type or a body of 2^24 bytes or more
   */
  public static void tag(ByteBuf out, int type, long timestamp, ByteBuf body) {
    int size = body.readableBytes();
    if (!FlvTag.isType(type) || size > BODY_MAX) {
      throw new IllegalArgumentException("tag of type " + type + " with " + size + " bytes");
    }
    out.ensureWritable(TAG_HEADER_BYTES + size + Integer.BYTES);
    out.writeByte(type).writeMedium(size);
    out.writeMedium((int) timestamp).writeByte((int) (timestamp >> 24)).writeMedium(0);
    out.writeBytes(body, body.readerIndex(), size);
    out.writeInt(TAG_HEADER_BYTES + size);
  }
}
