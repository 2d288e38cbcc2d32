package dev.weir.rtmp.chunk;

import io.netty.buffer.ByteBuf;

/**
 * A whole message off the chunk stream, its body not yet read.
 *
 * @param chunkStreamId the chunk stream it came on; carries no meaning (cameras send control
 *     messages on 3 to 6)
 * @param type message type id, 0 to 255
 * @param streamId message stream id
 * @param timestamp milliseconds modulo 2^32, absolute
 * @param payload the body; whoever holds the message owns one count of it
 */
public record RawMessage(
    int chunkStreamId, int type, int streamId, long timestamp, ByteBuf payload) {

  /** Gives the body up. */
  public void release() {
    payload.release();
  }
}
