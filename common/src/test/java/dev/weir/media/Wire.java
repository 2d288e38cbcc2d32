package dev.weir.media;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;

/**
 * Bytes of a message, written as hex with optional spaces, in a buffer that does not begin at 0.
 */
final class Wire {
  static final String AVCC_1080P =
      "01640028ffe1001b67640028acd940780227e5c044000003000400000300c83c60c658"
          + "01000668ebe3cb22c0fdf8f800";
  static final String HVCC_1080P =
      "01016000000090000000000078f000fcfdf8f800000f03a00001001840010c01ffff01600000030090000003"
          + "0000030078959809a10001002a420101016000000300900000030000030078a003c08010e59656692"
          + "4caf0168080000003008000000c84a2000100074401c172b46240";

  private static final int PREFIX = 3;

  private Wire() {}

  static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  static ByteBuf buffer(String hex) {
    return buffer(bytes(hex));
  }

  /** The bytes behind three others that parsers must not look at. */
  static ByteBuf buffer(byte[] bytes) {
    return Unpooled.wrappedBuffer(new byte[PREFIX], bytes).copy().skipBytes(PREFIX);
  }
}
