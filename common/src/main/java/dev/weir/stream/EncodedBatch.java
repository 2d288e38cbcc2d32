package dev.weir.stream;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import dev.weir.rtmp.chunk.ChunkEncoder;
import dev.weir.rtmp.message.ChunkStreamIds;
import dev.weir.rtmp.message.MessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;

/**
 * The messages of one flush, encoded once for all players: type 0 headers with absolute time, fixed
 * chunk streams, message stream 1. Because nothing in it depends on what a player got before, any
 * message may be left out for any player.
 *
 * <p>Counted: the buffer is shared by players, loops and the GOP cache. Whoever holds the batch
 * holds one count.
 */
public final class EncodedBatch {
  /** The message stream id that the bytes carry; a player on another one gets a patched copy. */
  public static final int STREAM_ID = 1;

  private static final int STREAM_ID_OFFSET = 8;

  private static final byte VIDEO = 1;
  private static final byte KEY = 2;
  private static final byte HEADER = 4;
  private static final byte DATA = 8;

  private final ByteBuf bytes;
  private final int[] ends;
  private final byte[] flags;
  private final long firstTimestamp;
  private final long lastTimestamp;
  private final int keyIndex;
  private final long keyTimestamp;

  private EncodedBatch(ByteBuf bytes, int[] ends, byte[] flags, List<MediaFrame> frames) {
    this.bytes = bytes;
    this.ends = ends;
    this.flags = flags;
    this.firstTimestamp = frames.get(0).timestamp();
    this.lastTimestamp = frames.get(ends.length - 1).timestamp();
    this.keyIndex = firstKey(flags);
    this.keyTimestamp = keyIndex < 0 ? firstTimestamp : frames.get(keyIndex).timestamp();
  }

  /** A join: the times are those of its parts. */
  private EncodedBatch(ByteBuf bytes, int[] ends, byte[] flags, EncodedBatch[] parts) {
    this.bytes = bytes;
    this.ends = ends;
    this.flags = flags;
    this.firstTimestamp = parts[0].firstTimestamp;
    this.lastTimestamp = parts[parts.length - 1].lastTimestamp;
    this.keyIndex = firstKey(flags);
    long time = firstTimestamp;
    for (int i = 0; i < parts.length && keyIndex >= 0; i++) {
      if (parts[i].keyIndex >= 0) {
        time = parts[i].keyTimestamp;
        break;
      }
    }
    this.keyTimestamp = time;
  }

  /**
   * Encodes frames, at least one, in order.
   *
   * @param frames stay the caller's
   */
  public static EncodedBatch of(
      List<MediaFrame> frames, ByteBufAllocator allocator, int chunkSize) {
    int size = 0;
    for (MediaFrame frame : frames) {
      size += ChunkEncoder.encodedSize(frame.timestamp(), frame.size(), chunkSize);
    }
    ByteBuf bytes = allocator.directBuffer(size, size);
    int[] ends = new int[frames.size()];
    byte[] flags = new byte[frames.size()];
    for (int i = 0; i < ends.length; i++) {
      MediaFrame frame = frames.get(i);
      int type = typeOf(frame.kind());
      ChunkEncoder.encode(
          bytes,
          ChunkStreamIds.ofMedia(type),
          type,
          STREAM_ID,
          frame.timestamp(),
          frame.payload(),
          chunkSize);
      ends[i] = bytes.writerIndex();
      flags[i] = flagsOf(frame);
    }
    return new EncodedBatch(bytes, ends, flags, frames);
  }

  /**
   * The messages of several batches, at least one, as one batch with a copy of their bytes.
   *
   * @param parts stay the caller's
   */
  static EncodedBatch join(List<EncodedBatch> parts, ByteBufAllocator allocator) {
    int size = 0;
    int count = 0;
    for (EncodedBatch part : parts) {
      size += part.size();
      count += part.count();
    }
    ByteBuf bytes = allocator.directBuffer(size, size);
    int[] ends = new int[count];
    byte[] flags = new byte[count];
    int at = 0;
    for (EncodedBatch part : parts) {
      int base = bytes.writerIndex();
      bytes.writeBytes(part.bytes, part.bytes.readerIndex(), part.size());
      for (int i = 0; i < part.count(); i++, at++) {
        ends[at] = base + part.ends[i];
        flags[at] = part.flags[i];
      }
    }
    return new EncodedBatch(bytes, ends, flags, parts.toArray(new EncodedBatch[0]));
  }

  /** How many messages there are. */
  public int count() {
    return ends.length;
  }

  /** All bytes. */
  public int size() {
    return bytes.readableBytes();
  }

  /** The bytes themselves, which stay the batch's, as do their indices. */
  public ByteBuf bytes() {
    return bytes;
  }

  /** Bytes from a message on to the end. */
  public int sizeFrom(int index) {
    return ends[ends.length - 1] - start(index);
  }

  /** The first message's time, milliseconds modulo 2^32. */
  public long firstTimestamp() {
    return firstTimestamp;
  }

  /** The last message's time. */
  public long lastTimestamp() {
    return lastTimestamp;
  }

  /** The first key frame's time; the first message's when there is none. */
  public long keyTimestamp() {
    return keyTimestamp;
  }

  /** The first key frame of the default video track, or -1. */
  public int keyIndex() {
    return keyIndex;
  }

  boolean isVideo(int index) {
    return (flags[index] & VIDEO) != 0;
  }

  boolean isData(int index) {
    return (flags[index] & DATA) != 0;
  }

  boolean isKey(int index) {
    return (flags[index] & KEY) != 0;
  }

  /** Sequence headers and metadata: small, and never left out. */
  boolean isHeader(int index) {
    return (flags[index] & HEADER) != 0;
  }

  /**
   * A view of messages, with its own indices and one more count, for one player.
   *
   * @param from first message
   * @param to behind the last
   */
  public ByteBuf share(int from, int to) {
    int start = start(from);
    return from == 0 && to == ends.length
        ? bytes.retainedDuplicate()
        : bytes.retainedSlice(start, ends[to - 1] - start);
  }

  /**
   * As {@link #share}, for a player whose message stream is not {@link #STREAM_ID}: a copy with its
   * own id.
   */
  public ByteBuf shareFor(int streamId, int from, int to) {
    if (streamId == STREAM_ID) {
      return share(from, to);
    }
    int start = start(from);
    ByteBuf copy = bytes.copy(start, ends[to - 1] - start);
    for (int i = from; i < to; i++) {
      copy.setIntLE(start(i) - start + STREAM_ID_OFFSET, streamId);
    }
    return copy;
  }

  /** One more holder. */
  public EncodedBatch retain() {
    bytes.retain();
    return this;
  }

  /** One holder less. */
  public void release() {
    bytes.release();
  }

  private int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  private static int typeOf(FrameKind kind) {
    return switch (kind) {
      case AUDIO -> MessageType.AUDIO;
      case VIDEO -> MessageType.VIDEO;
      case DATA -> MessageType.DATA_AMF0;
    };
  }

  private static byte flagsOf(MediaFrame frame) {
    int flags =
        switch (frame.kind()) {
          case VIDEO -> VIDEO;
          case DATA -> DATA;
          case AUDIO -> 0;
        };
    // A key frame of another track is no place to start at: every player wants the default one.
    flags |= frame.keyFrame() && frame.track() == 0 ? KEY : 0;
    flags |= frame.header() ? HEADER : 0;
    return (byte) flags;
  }

  private static int firstKey(byte[] flags) {
    for (int i = 0; i < flags.length; i++) {
      if ((flags[i] & KEY) != 0) {
        return i;
      }
    }
    return -1;
  }
}
