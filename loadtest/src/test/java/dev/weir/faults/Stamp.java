package dev.weir.faults;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * What a frame says of itself.
 *
 * @param stream which stream it belongs to
 * @param epoch which incarnation of the stream's publishers sent it; later ones are higher
 * @param sequence its place on the encoder's clock, so that frames of an absence are missed
 * @param sentNanos {@link System#nanoTime} when it was sent
 * @param key whether a player can start there
 */
record Stamp(int stream, int epoch, long sequence, long sentNanos, boolean key) {
  /** Bytes of a stamp without padding, the checksum included. */
  static final int BYTES = 4 + 4 + 4 + 8 + 8 + 1 + 4;

  private static final int MAGIC = 0x5742_5052;

  /**
   * What was found in a frame.
   *
   * @param stamp null when there is none
   * @param intact whether the checksum holds
   */
  record Found(Stamp stamp, boolean intact) {}

  /**
   * Appends the stamp, padded to a size.
   *
   * @param size bytes, at least {@link #BYTES}
   */
  void write(ByteBuf out, int size) {
    int start = out.writerIndex();
    out.writeInt(MAGIC).writeInt(stream).writeInt(epoch).writeLong(sequence).writeLong(sentNanos);
    out.writeByte(key ? 1 : 0);
    for (int i = BYTES; i < size; i++) {
      out.writeByte((int) (sequence + i));
    }
    out.writeInt(checksum(out, start, out.writerIndex()));
  }

  /**
   * Reads the stamp that fills a buffer from an index on.
   *
   * @param in neither moved nor released
   */
  static Found read(ByteBuf in, int start) {
    int end = in.writerIndex() - 4;
    if (end - start < BYTES - 4 || in.getInt(start) != MAGIC) {
      return new Found(null, false);
    }
    Stamp stamp =
        new Stamp(
            in.getInt(start + 4),
            in.getInt(start + 8),
            in.getLong(start + 12),
            in.getLong(start + 20),
            in.getByte(start + 28) == 1);
    return new Found(stamp, in.getInt(end) == checksum(in, start, end));
  }

  private static int checksum(ByteBuf bytes, int start, int end) {
    CRC32 crc = new CRC32();
    for (ByteBuffer part : bytes.nioBuffers(start, end - start)) {
      crc.update(part);
    }
    return (int) crc.getValue();
  }
}
