package dev.weir.rtmp.chunk;

import io.netty.buffer.ByteBuf;

/**
 * A message becomes one type 0 chunk and as many type 3 chunks as its length needs. Nothing is
 * remembered between messages: a few header bytes more than deltas would need, and in return the
 * same bytes serve every player, and any message may be left out. The extended timestamp is
 * repeated in every type 3 chunk (5.3.1.3).
 */
public final class ChunkEncoder {
  private static final int EXTENDED_MARK = 0xFF_FFFF;
  private static final int HEADER = 12;
  private static final int EXTENDED_SIZE = 4;

  private ChunkEncoder() {}

  /** Bytes that {@link #encode} will write. */
  public static int encodedSize(long timestamp, int length, int chunkSize) {
    int extended = timestamp >= EXTENDED_MARK ? EXTENDED_SIZE : 0;
    int continuations = length == 0 ? 0 : (length - 1) / chunkSize;
    return HEADER + extended + length + continuations * (1 + extended);
  }

  /**
   * Appends a message.
   *
   * @param out written to
   * @param chunkStreamId 2 to 63
   * @param type message type id
   * @param streamId message stream id
   * @param timestamp milliseconds modulo 2^32
   * @param payload the body, from its reader index on; indices are not moved, ownership stays with
   *     the caller
   * @param chunkSize the size that the peer was told
   */
  public static void encode(
      ByteBuf out,
      int chunkStreamId,
      int type,
      int streamId,
      long timestamp,
      ByteBuf payload,
      int chunkSize) {
    int length = payload.readableBytes();
    boolean extended = timestamp >= EXTENDED_MARK;
    out.writeByte(chunkStreamId);
    out.writeMedium(extended ? EXTENDED_MARK : (int) timestamp);
    out.writeMedium(length);
    out.writeByte(type);
    out.writeIntLE(streamId);
    if (extended) {
      out.writeInt((int) timestamp);
    }
    int from = payload.readerIndex();
    int end = from + length;
    while (true) {
      int count = Math.min(chunkSize, end - from);
      out.writeBytes(payload, from, count);
      from += count;
      if (from == end) {
        return;
      }
      out.writeByte(0xC0 | chunkStreamId);
      if (extended) {
        out.writeInt((int) timestamp);
      }
    }
  }
}
