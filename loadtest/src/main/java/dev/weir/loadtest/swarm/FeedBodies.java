package dev.weir.loadtest.swarm;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** The messages of a {@link Feed}, made once and stamped anew for each picture. Of one thread. */
final class FeedBodies {
  private static final ByteBuf AVC_CONFIGURATION =
      fixed(
          "1700000000014d401effe10019"
              + "674d401ed900a02ff97011000003000100000300320f162e48"
              + "01000568ebc3cb20");
  private static final ByteBuf AAC_CONFIGURATION = fixed("af001210");
  private static final int KEY_FRAME_TAG = 0x17;
  private static final int FRAME_TAG = 0x27;
  private static final int KEY_FRAME_UNIT = 0x65;
  private static final int FRAME_UNIT = 0x41;
  private static final int TAG_BYTES = 9;

  private final ByteBuf metadata = Unpooled.buffer();
  private final ByteBuf keyFrame;
  private final ByteBuf frame;
  private final ByteBuf sound;

  FeedBodies(Feed feed) {
    this.keyFrame = picture(feed.videoBytes(true), KEY_FRAME_TAG, KEY_FRAME_UNIT);
    this.frame = picture(feed.videoBytes(false), FRAME_TAG, FRAME_UNIT);
    this.sound = Unpooled.buffer(Feed.AUDIO_BYTES).writeShort(0xAF01);
    sound.writeZero(Feed.AUDIO_BYTES - 2);
    Amf0Writer.write(
        metadata,
        AmfValue.of("@setDataFrame"),
        AmfValue.of("onMetaData"),
        AmfValue.ecmaArray(
            "width", 640, "height", 360, "framerate", feed.fps(), "videocodecid", 7));
  }

  ByteBuf metadata() {
    return metadata;
  }

  static ByteBuf videoConfiguration() {
    return AVC_CONFIGURATION;
  }

  static ByteBuf audioConfiguration() {
    return AAC_CONFIGURATION;
  }

  /** Valid until the next one is asked for. */
  ByteBuf picture(boolean key, long number, long nowNanos) {
    ByteBuf body = key ? keyFrame : frame;
    Stamp.set(body, number, nowNanos);
    return body;
  }

  ByteBuf sound() {
    return sound;
  }

  private static ByteBuf picture(int bytes, int tag, int unit) {
    ByteBuf body = Unpooled.buffer(bytes);
    body.writeByte(tag).writeByte(1).writeMedium(0).writeInt(bytes - TAG_BYTES).writeByte(unit);
    while (body.readableBytes() < bytes) {
      // No zero bytes: three of them with what follows would look like a start code.
      body.writeByte(body.readableBytes() * 131 + 17 | 1);
    }
    Stamp.mark(body);
    return body;
  }

  private static ByteBuf fixed(String hex) {
    return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
  }
}
