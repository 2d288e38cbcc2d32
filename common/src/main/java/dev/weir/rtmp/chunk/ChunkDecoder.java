package dev.weir.rtmp.chunk;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * Bytes in any portions become messages (RTMP 5.3.1). The caller pulls one message at a time, so
 * that a change of chunk size or an abort takes effect before the chunk that follows it is read.
 *
 * <p>Payload is copied once, out of the read buffer into the message's own; that buffer grows with
 * the bytes that came, never with the length that a header announced.
 */
public final class ChunkDecoder implements AutoCloseable {
  /** RTMP 5.4.1. */
  public static final int DEFAULT_CHUNK_SIZE = 128;

  private static final int CONTROL_MAX_TYPE = 6;
  private static final int FIRST_ALLOCATION = 1024;
  private static final int EXTENDED_MARK = 0xFF_FFFF;
  private static final int EXTENDED_SIZE = 4;
  private static final int CHEAP_CHUNK = 64;
  private static final int[] MESSAGE_HEADER_SIZE = {11, 7, 3, 0};

  private final RtmpLimits limits;
  private final ByteBufAllocator allocator;
  private final ChunkStreams streams;
  private final ExtendedTimestamps extendedTimestamps = new ExtendedTimestamps();

  /** Basic header (3), message header (11), extended timestamp (4): kept while it trickles in. */
  private final byte[] head = new byte[18];

  private int headLength;

  /** Bytes to read before any others: at most four, see {@link #giveBack}. */
  private ByteBuf pushed = Unpooled.EMPTY_BUFFER;

  private int chunkSize = DEFAULT_CHUNK_SIZE;
  private boolean connected;

  /** The chunk whose payload is being read, and how much of it is missing. */
  private ChunkStream current;

  private int chunkMissing;
  private int partials;
  private int partialBytes;
  private int smallChunks;

  /**
   * @param limits what the peer may cost
   * @param allocator gives the buffers of the messages
   */
  public ChunkDecoder(RtmpLimits limits, ByteBufAllocator allocator) {
    this.limits = limits;
    this.allocator = allocator;
    this.streams = new ChunkStreams(limits.chunkStreams());
  }

  /**
   * Reads until a message is whole.
   *
   * @param in read from its reader index on; stays the caller's
   * @return the message, which the caller then owns, or null when {@code in} is used up
   */
  public RawMessage next(ByteBuf in) {
    while (true) {
      ByteBuf source = pushed.isReadable() ? pushed : in;
      RawMessage message = read(source);
      if (message != null) {
        return message;
      }
      if (!in.isReadable() && !pushed.isReadable()) {
        return null;
      }
    }
  }

  /** Takes effect with the next chunk, also in the middle of a message (5.4.1). */
  public void chunkSize(int size) {
    this.chunkSize = size;
  }

  /** Abort (5.4.2): the partial message goes, the header state stays. */
  public void abort(int chunkStreamId) {
    ChunkStream stream = streams.find(chunkStreamId);
    if (stream != null && stream.inMessage()) {
      uncount(stream);
      stream.dropPartial();
    }
  }

  /**
   * From here on messages may be as long as their type allows, not only as long as a stranger's.
   */
  public void connected() {
    this.connected = true;
  }

  /**
   * Chunks of fewer than 64 payload bytes since the last call; the caller charges for them. A chunk
   * size of 1 makes many, and so do one-byte messages: a fmt 3 header alone is a whole empty one.
   */
  public int takeSmallChunks() {
    int taken = smallChunks;
    smallChunks = 0;
    return taken;
  }

  /** Releases every partial message. */
  @Override
  public void close() {
    streams.close();
    current = null;
    partials = 0;
    partialBytes = 0;
  }

  /** Reads a chunk, or as much of one as there is; the message when that was its last. */
  private RawMessage read(ByteBuf in) {
    if (current == null && !readHeader(in)) {
      return null;
    }
    readPayload(in);
    if (chunkMissing > 0) {
      return null;
    }
    ChunkStream stream = current;
    current = null;
    return stream.missing() == 0 ? finish(stream) : null;
  }

  private boolean readHeader(ByteBuf in) {
    if (!fill(in, 1)) {
      return false;
    }
    int low = head[0] & 0x3F;
    int basic = low == 0 ? 2 : low == 1 ? 3 : 1;
    int format = head[0] >> 6 & 3;
    int fixed = basic + MESSAGE_HEADER_SIZE[format];
    if (!fill(in, fixed)) {
      return false;
    }
    int id = basic == 1 ? low : 64 + (head[1] & 0xFF) + (basic == 3 ? (head[2] & 0xFF) << 8 : 0);
    if (format == 3) {
      return readTypeThree(in, id, basic);
    }
    int field = u24(basic);
    boolean extended = field == EXTENDED_MARK;
    if (extended && !fill(in, fixed + EXTENDED_SIZE)) {
      return false;
    }
    begin(in, id, format, basic, extended, extended ? u32(fixed) : field);
    headLength = 0;
    return true;
  }

  private boolean fill(ByteBuf in, int size) {
    int missing = size - headLength;
    if (missing > 0) {
      int taken = Math.min(missing, in.readableBytes());
      in.readBytes(head, headLength, taken);
      headLength += taken;
    }
    return headLength >= size;
  }

  private void begin(ByteBuf in, int id, int format, int at, boolean extended, long time) {
    ChunkStream stream = streams.find(id);
    if (stream == null) {
      // librtmp opens with a fmt 1 ping; fmt 2 and 3 have nothing that they could refer to.
      if (format > 1) {
        throw new RtmpException(
            RtmpError.BAD_CHUNK, "format " + format + " on new chunk stream " + id);
      }
      stream = streams.open(id);
    }
    int length = format < 2 ? u24(at + 3) : stream.length;
    if (stream.inMessage()) {
      if (length != stream.length) {
        throw new RtmpException(
            RtmpError.BAD_CHUNK,
            "length " + length + " in the middle of a message of " + stream.length);
      }
    } else {
      if (format < 2) {
        stream.length = length;
        stream.type = head[at + 6] & 0xFF;
      }
      if (format == 0) {
        stream.streamId = (int) u32le(at + 7);
        stream.absolute(time);
      } else {
        stream.relative(time);
      }
    }
    stream.extended = extended;
    stream.extendedValue = time;
    openChunk(stream, in.readableBytes());
  }

  private boolean readTypeThree(ByteBuf in, int id, int basic) {
    ChunkStream stream = streams.find(id);
    if (stream == null) {
      throw new RtmpException(RtmpError.BAD_CHUNK, "format 3 on new chunk stream " + id);
    }
    int early = 0;
    if (stream.extended) {
      ExtendedTimestamps.Verdict verdict = judge(in, stream, basic);
      if (verdict == ExtendedTimestamps.Verdict.MORE) {
        return false;
      }
      early = verdict == ExtendedTimestamps.Verdict.PAYLOAD ? headLength - basic : 0;
    }
    headLength = 0;
    if (!stream.inMessage()) {
      stream.repeat();
    }
    openChunk(stream, in.readableBytes());
    if (early > 0) {
      giveBack(stream, basic, early);
    }
    return true;
  }

  private ExtendedTimestamps.Verdict judge(ByteBuf in, ChunkStream stream, int basic) {
    while (true) {
      ExtendedTimestamps.Verdict verdict =
          extendedTimestamps.judge(stream, head, basic, headLength - basic);
      if (verdict != ExtendedTimestamps.Verdict.MORE || !fill(in, headLength + 1)) {
        return verdict;
      }
    }
  }

  /**
   * Bytes that were taken for a possible extended timestamp are payload; and where the chunk had
   * fewer than these left, the rest of them begins the next chunk.
   */
  private void giveBack(ChunkStream stream, int from, int count) {
    int own = Math.min(count, chunkMissing);
    append(stream, Unpooled.wrappedBuffer(head, from, own), own);
    if (count > own) {
      pushed = Unpooled.copiedBuffer(Unpooled.wrappedBuffer(head, from + own, count - own), pushed);
    }
  }

  /** {@code arrived} payload at most is there already, so that much may be allocated at once. */
  private void openChunk(ChunkStream stream, int arrived) {
    if (!stream.inMessage()) {
      checkLength(stream);
      partials++;
      if (partials > limits.partialMessages()) {
        partials--;
        throw new RtmpException(
            RtmpError.TOO_MUCH_STATE,
            "more than " + limits.partialMessages() + " unfinished messages");
      }
      stream.partial =
          stream.length == 0
              ? Unpooled.EMPTY_BUFFER
              : allocator.directBuffer(
                  Math.min(stream.length, Math.max(arrived, FIRST_ALLOCATION)), stream.length);
    }
    current = stream;
    chunkMissing = Math.min(chunkSize, stream.missing());
    if (chunkMissing < CHEAP_CHUNK) {
      smallChunks++;
    }
  }

  private void checkLength(ChunkStream stream) {
    int limit = limitOf(stream.type);
    if (stream.length > limit) {
      throw new RtmpException(
          RtmpError.MESSAGE_TOO_LARGE,
          "type " + stream.type + " of " + stream.length + " bytes, the limit is " + limit);
    }
  }

  private int limitOf(int type) {
    if (!connected) {
      return limits.preConnectMessageBytes();
    }
    return switch (type) {
      case 8, 9, 22 -> limits.mediaMessageBytes();
      case 15, 18 -> limits.dataMessageBytes();
      default -> limits.commandMessageBytes();
    };
  }

  private void readPayload(ByteBuf in) {
    int count = Math.min(chunkMissing, in.readableBytes());
    if (count > 0) {
      append(current, in, count);
    }
  }

  private void append(ChunkStream stream, ByteBuf from, int count) {
    partialBytes += count;
    int limit = connected ? limits.partialBytes() : 4 * limits.preConnectMessageBytes();
    if (partialBytes > limit) {
      throw new RtmpException(
          RtmpError.TOO_MUCH_STATE, "more than " + limit + " bytes in unfinished messages");
    }
    stream.partial.writeBytes(from, count);
    chunkMissing -= count;
  }

  private RawMessage finish(ChunkStream stream) {
    uncount(stream);
    ByteBuf payload = stream.partial;
    stream.partial = null;
    // Protocol control changes how the next bytes are read, so nothing else may carry its types'
    // bodies.
    int streamId = stream.type <= CONTROL_MAX_TYPE ? 0 : stream.streamId;
    return new RawMessage(stream.id, stream.type, streamId, stream.timestamp, payload);
  }

  private void uncount(ChunkStream stream) {
    partials--;
    partialBytes -= stream.partial.readableBytes();
  }

  private int u24(int at) {
    return (head[at] & 0xFF) << 16 | (head[at + 1] & 0xFF) << 8 | (head[at + 2] & 0xFF);
  }

  private long u32(int at) {
    return (head[at] & 0xFFL) << 24 | u24(at + 1);
  }

  private long u32le(int at) {
    return (head[at] & 0xFFL)
        | (head[at + 1] & 0xFFL) << 8
        | (head[at + 2] & 0xFFL) << 16
        | (head[at + 3] & 0xFFL) << 24;
  }
}
