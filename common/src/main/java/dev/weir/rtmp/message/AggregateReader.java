package dev.weir.rtmp.message;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.chunk.RawMessage;
import io.netty.buffer.ByteBuf;

/**
 * Takes an aggregate message apart (7.1.6): a run of FLV-like tags. Times move with the aggregate's
 * own timestamp, the message stream is the aggregate's, back pointers are not trusted. Only media
 * and data may stand inside.
 */
public final class AggregateReader implements AutoCloseable {
  private static final int HEADER = 11;
  private static final int BACK_POINTER = 4;
  private static final int MAX_PARTS = 1_000;
  private static final long WRAP = 0xFFFF_FFFFL;

  private final RtmpMessage.Aggregate aggregate;
  private final ByteBuf body;
  private long firstTime = -1;
  private int parts;

  /**
   * @param aggregate taken over; released by {@link #close()}
   */
  public AggregateReader(RtmpMessage.Aggregate aggregate) {
    this.aggregate = aggregate;
    this.body = aggregate.payload();
  }

  /** The next part, whose payload the caller then owns; null at the end. */
  public RawMessage next() {
    while (body.readableBytes() >= HEADER) {
      if (++parts > MAX_PARTS) {
        throw new RtmpException(RtmpError.BAD_AGGREGATE, "more than " + MAX_PARTS + " parts");
      }
      int type = body.readUnsignedByte();
      int size = body.readUnsignedMedium();
      long time = body.readUnsignedMedium() | (long) body.readUnsignedByte() << 24;
      body.skipBytes(3);
      if (size > body.readableBytes()) {
        // What came before a part that is cut off is good.
        body.skipBytes(body.readableBytes());
        return null;
      }
      if (firstTime < 0) {
        firstTime = time;
      }
      if (isAllowed(type)) {
        // A copy: a slice of one byte would keep the whole aggregate and be counted as one byte.
        ByteBuf part = body.readBytes(size);
        skipBackPointer();
        long timestamp = aggregate.timestamp() + time - firstTime & WRAP;
        return new RawMessage(0, type, aggregate.streamId(), timestamp, part);
      }
      body.skipBytes(size);
      skipBackPointer();
    }
    return null;
  }

  @Override
  public void close() {
    body.release();
  }

  private void skipBackPointer() {
    body.skipBytes(Math.min(BACK_POINTER, body.readableBytes()));
  }

  private static boolean isAllowed(int type) {
    return switch (type) {
      case MessageType.AUDIO, MessageType.VIDEO, MessageType.DATA_AMF0, MessageType.DATA_AMF3 ->
          true;
      default -> false;
    };
  }
}
