package dev.weir.faults;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/** Messages that look like H.264 and AAC from outside and have a stamp inside. */
final class ProbeFrames {
  /** AVCDecoderConfigurationRecord of 640x360, High, up to its picture parameter set's content. */
  private static final byte[] AVC_HEADER =
      HexFormat.of()
          .parseHex(
              "17000000000164001effe1001a6764001eacd940a02ff970110000030001000003003"
                  + "20f162d960100");

  private static final byte[] AAC_HEADER = HexFormat.of().parseHex("af001190");
  private static final byte[] PICTURE_PARAMETERS = HexFormat.of().parseHex("68ebe3cb22");
  private static final int VIDEO_PREFIX = 10;
  private static final int AUDIO_PREFIX = 2;
  private static final int NAL_HEADER = 1;

  /** What a message turned out to be. */
  enum Kind {
    VIDEO_HEADER,
    VIDEO,
    AUDIO_HEADER,
    AUDIO
  }

  private ProbeFrames() {}

  /**
   * The decoder configuration.
   *
   * @param variant other numbers make other parameter sets, as an encoder with other settings does
   */
  static ByteBuf videoHeader(int variant) {
    ByteBuf out = Unpooled.buffer();
    out.writeBytes(AVC_HEADER).writeByte(PICTURE_PARAMETERS.length + 4);
    return out.writeBytes(PICTURE_PARAMETERS).writeInt(variant);
  }

  static ByteBuf audioHeader() {
    return Unpooled.copiedBuffer(AAC_HEADER);
  }

  /**
   * A picture.
   *
   * @param bytes of the stamp with its padding
   */
  static ByteBuf video(Stamp stamp, int bytes) {
    ByteBuf out = Unpooled.buffer(VIDEO_PREFIX + bytes);
    out.writeByte(stamp.key() ? 0x17 : 0x27).writeByte(1).writeMedium(0);
    out.writeInt(NAL_HEADER + bytes).writeByte(stamp.key() ? 0x65 : 0x41);
    stamp.write(out, bytes);
    return out;
  }

  static ByteBuf audio(Stamp stamp, int bytes) {
    ByteBuf out = Unpooled.buffer(AUDIO_PREFIX + bytes);
    out.writeByte(0xAF).writeByte(1);
    stamp.write(out, bytes);
    return out;
  }

  static Kind kind(boolean video, ByteBuf body) {
    boolean header = body.readableBytes() < 2 || body.getByte(body.readerIndex() + 1) == 0;
    if (video) {
      return header ? Kind.VIDEO_HEADER : Kind.VIDEO;
    }
    return header ? Kind.AUDIO_HEADER : Kind.AUDIO;
  }

  /** The number that {@link #videoHeader} was given. */
  static int variant(ByteBuf videoHeader) {
    return videoHeader.readableBytes() < 4 ? -1 : videoHeader.getInt(videoHeader.writerIndex() - 4);
  }

  static Stamp.Found stamp(boolean video, ByteBuf body) {
    return Stamp.read(body, body.readerIndex() + (video ? VIDEO_PREFIX : AUDIO_PREFIX));
  }
}
