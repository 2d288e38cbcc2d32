package dev.weir.rtmp.message;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.chunk.ChunkEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Messages become chunks in one output buffer. Commands are always AMF0 in type 20: ffmpeg and
 * GStreamer ignore type 17.
 */
public final class MessageEncoder {
  private final ByteBufAllocator allocator;
  private int chunkSize;

  /**
   * @param allocator for passing buffers
   * @param chunkSize what the peer assumes until told otherwise: 128
   */
  public MessageEncoder(ByteBufAllocator allocator, int chunkSize) {
    this.allocator = allocator;
    this.chunkSize = chunkSize;
  }

  /** Announces a chunk size and uses it from the next message on. */
  public void setChunkSize(ByteBuf out, int size) {
    control(out, MessageType.SET_CHUNK_SIZE, 4).writeInt(size);
    chunkSize = size;
  }

  /** Sends {@link MessageType#WINDOW_ACK_SIZE} or {@link MessageType#ACKNOWLEDGEMENT}. */
  public void control(ByteBuf out, int type, long value) {
    control(out, type, 4).writeInt((int) value);
  }

  /** Limit type 2, dynamic, as everybody in the field sends. */
  public void peerBandwidth(ByteBuf out, int window) {
    control(out, MessageType.SET_PEER_BANDWIDTH, 5).writeInt(window).writeByte(2);
  }

  /** An event with one 32-bit value. */
  public void userControl(ByteBuf out, int event, long value) {
    control(out, MessageType.USER_CONTROL, 6).writeShort(event).writeInt((int) value);
  }

  /** {@link RtmpMessage.UserControl#SET_BUFFER_LENGTH}. */
  public void bufferLength(ByteBuf out, int streamId, int millis) {
    control(out, MessageType.USER_CONTROL, 10)
        .writeShort(RtmpMessage.UserControl.SET_BUFFER_LENGTH)
        .writeInt(streamId)
        .writeInt(millis);
  }

  /** A command: name, transaction, arguments, on the connection's or the stream's chunk stream. */
  public void command(
      ByteBuf out, int streamId, String name, double transaction, AmfValue... arguments) {
    ByteBuf body = allocator.buffer(256);
    try {
      Amf0Writer.write(body, AmfValue.of(name), AmfValue.of(transaction));
      Amf0Writer.write(body, arguments);
      int chunkStream = streamId == 0 ? ChunkStreamIds.CONNECTION : ChunkStreamIds.STREAM;
      ChunkEncoder.encode(out, chunkStream, MessageType.COMMAND_AMF0, streamId, 0, body, chunkSize);
    } finally {
      body.release();
    }
  }

  /** Audio, video or data; the payload stays the caller's. */
  public void media(ByteBuf out, int type, int streamId, long timestamp, ByteBuf payload) {
    ChunkEncoder.encode(
        out, ChunkStreamIds.ofMedia(type), type, streamId, timestamp, payload, chunkSize);
  }

  private ByteBuf control(ByteBuf out, int type, int length) {
    // Our chunk size is never below 128, so a control message is always one chunk.
    return out.writeByte(ChunkStreamIds.CONTROL)
        .writeMedium(0)
        .writeMedium(length)
        .writeByte(type)
        .writeInt(0);
  }
}
