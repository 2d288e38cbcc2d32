package dev.weir.rtmp.message;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.chunk.RawMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;

/** Message bodies, in buffers that the leak detector watches. */
final class Bodies {
  private static final int STREAM_ID = 1;
  private static final long TIME = 1_234;

  private Bodies() {}

  static ByteBuf hex(String digits) {
    byte[] bytes = ByteBufUtil.decodeHexDump(digits.replace(" ", ""));
    return ByteBufAllocator.DEFAULT.directBuffer(16).writeBytes(bytes);
  }

  static ByteBuf amf(AmfValue... values) {
    ByteBuf body = ByteBufAllocator.DEFAULT.directBuffer(64);
    Amf0Writer.write(body, values);
    return body;
  }

  static RawMessage raw(int type, ByteBuf body) {
    return new RawMessage(3, type, STREAM_ID, TIME, body);
  }

  static RtmpMessage decode(int type, ByteBuf body) {
    return new MessageDecoder(RtmpLimits.DEFAULT).decode(raw(type, body));
  }

  static RtmpMessage decode(int type, String digits) {
    return decode(type, hex(digits));
  }

  /** The digits of a buffer, which is given up. */
  static String taken(ByteBuf buffer) {
    String digits = ByteBufUtil.hexDump(buffer);
    buffer.release();
    return digits;
  }
}
