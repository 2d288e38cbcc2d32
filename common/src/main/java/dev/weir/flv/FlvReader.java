package dev.weir.flv;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Takes FLV apart as it arrives, in pieces of any size.
 *
 * <p>Call {@link #next()} until it gives null after each {@link #feed}: the reader then holds no
 * more than one unfinished tag. After an {@link RtmpException} it stays where it is; close it.
 *
 * <p>The sizes between tags are not compared: files in the field carry the body's size alone, or
 * one byte less than the tag, and FFmpeg's demuxer accepts both. A lost position shows at the next
 * tag's type.
 */
public final class FlvReader {
  private static final int HEADER_BYTES = 9;
  private static final int TAG_HEADER_BYTES = 11;
  private static final int SIZE_BYTES = 4;

  /** Longest file header; every known file has 9. */
  private static final int HEADER_MAX = 1024;

  /** A body's first allocation; it grows with the bytes that arrive, not with its stated size. */
  private static final int FIRST_BODY_BYTES = 16 << 10;

  private enum State {
    HEADER,
    HEADER_REST,
    SIZE,
    TAG_HEADER,
    BODY
  }

  private final ByteBufAllocator alloc;
  private final int maxTagBytes;
  private final Deque<ByteBuf> input = new ArrayDeque<>();

  /** A header so far. On the heap and not pooled: it goes with the reader. */
  private final ByteBuf part = Unpooled.buffer(TAG_HEADER_BYTES, TAG_HEADER_BYTES);

  private State state = State.HEADER;
  private int flags;
  private int skip;
  private int type;
  private int size;
  private long timestamp;
  private ByteBuf body;
  private boolean closed;

  /**
   * @param alloc where bodies come from
   * @param maxTagBytes longest body
   */
  public FlvReader(ByteBufAllocator alloc, int maxTagBytes) {
    this.alloc = alloc;
    this.maxTagBytes = maxTagBytes;
  }

  /** Adds bytes; takes ownership of {@code in}, also after {@link #close()}. */
  public void feed(ByteBuf in) {
    if (closed || !in.isReadable()) {
      in.release();
    } else {
      input.add(in);
    }
  }

  /**
   * The next whole tag, which the caller then owns, or null when more bytes are needed.
   *
   * @throws RtmpException BAD_FLV when this is no FLV or a tag is of an unknown type or too long
   */
  public FlvTag next() {
    while (true) {
      switch (state) {
        case HEADER:
          if (!gather(HEADER_BYTES)) {
            return null;
          }
          readHeader();
          break;
        case HEADER_REST:
          if (!skipRest()) {
            return null;
          }
          enter(State.SIZE);
          break;
        case SIZE:
          if (!gather(SIZE_BYTES)) {
            return null;
          }
          enter(State.TAG_HEADER);
          break;
        case TAG_HEADER:
          if (!gather(TAG_HEADER_BYTES)) {
            return null;
          }
          readTagHeader();
          break;
        default:
          return readBody();
      }
    }
  }

  /** Whether the header announced audio; false before it was read. */
  public boolean hasAudio() {
    return (flags & 4) != 0;
  }

  /** Whether the header announced video; false before it was read. */
  public boolean hasVideo() {
    return (flags & 1) != 0;
  }

  /** Releases what was fed and not handed out. Nothing comes out of the reader any more. */
  public void close() {
    closed = true;
    input.forEach(ByteBuf::release);
    input.clear();
    if (body != null) {
      body.release();
      body = null;
    }
  }

  private void readHeader() {
    if (part.getMedium(0) != ('F' << 16 | 'L' << 8 | 'V') || part.getByte(3) != 1) {
      throw bad("no FLV header of version 1");
    }
    long length = part.getUnsignedInt(5);
    if (length < HEADER_BYTES || length > HEADER_MAX) {
      throw bad("header of " + length + " bytes");
    }
    flags = part.getByte(4);
    skip = (int) length - HEADER_BYTES;
    enter(State.HEADER_REST);
  }

  private void readTagHeader() {
    int kind = part.getUnsignedByte(0);
    if (!FlvTag.isType(kind)) {
      throw bad("tag of type " + kind);
    }
    int length = part.getUnsignedMedium(1);
    if (length > maxTagBytes) {
      throw bad("tag of " + length + " bytes, limit " + maxTagBytes);
    }
    type = kind;
    size = length;
    // The extension byte comes last and is the most significant one (FLV 10.1 E.4.1).
    timestamp = (long) part.getUnsignedByte(7) << 24 | part.getUnsignedMedium(4);
    enter(State.BODY);
  }

  private FlvTag readBody() {
    if (closed) {
      return null;
    }
    if (body == null) {
      body = alloc.buffer(Math.min(size, FIRST_BODY_BYTES), Math.max(size, 1));
    }
    if (!fill(body, size)) {
      return null;
    }
    FlvTag tag = new FlvTag(type, timestamp, body);
    body = null;
    enter(State.SIZE);
    return tag;
  }

  private void enter(State next) {
    part.clear();
    state = next;
  }

  private boolean gather(int bytes) {
    return fill(part, bytes);
  }

  /** Moves fed bytes until {@code target} has {@code bytes}; false when they ran out before. */
  private boolean fill(ByteBuf target, int bytes) {
    while (target.readableBytes() < bytes && !input.isEmpty()) {
      ByteBuf from = input.peek();
      int count = Math.min(from.readableBytes(), bytes - target.readableBytes());
      target.writeBytes(from, count);
      dropIfEmpty(from);
    }
    return target.readableBytes() == bytes;
  }

  private boolean skipRest() {
    while (skip > 0 && !input.isEmpty()) {
      ByteBuf from = input.peek();
      int count = Math.min(from.readableBytes(), skip);
      from.skipBytes(count);
      skip -= count;
      dropIfEmpty(from);
    }
    return skip == 0;
  }

  private void dropIfEmpty(ByteBuf from) {
    if (!from.isReadable()) {
      input.remove().release();
    }
  }

  private static RtmpException bad(String detail) {
    return new RtmpException(RtmpError.BAD_FLV, detail);
  }
}
