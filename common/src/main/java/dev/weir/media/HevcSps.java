package dev.weir.media;

import io.netty.buffer.ByteBuf;

/**
 * As much of an H.265 sequence parameter set (ITU-T H.265, 7.3.2.2.1) as the picture size needs.
 */
final class HevcSps {
  /** Type of the NAL unit. */
  static final int NAL_TYPE = 33;

  private static final int PROFILE_BITS = 88;
  private static final int LEVEL_BITS = 8;
  private static final int MAX_SUB_LAYERS = 6;

  private HevcSps() {}

  /** The size, or null when the NAL unit in this absolute range is no readable parameter set. */
  static PictureSize size(ByteBuf in, int at, int end) {
    if (end - at < 4 || (in.getByte(at) >> 1 & 0x3F) != NAL_TYPE) {
      return null;
    }
    BitReader bits = BitReader.ofNalUnit(in, at + 2, end);
    bits.skip(4);
    int subLayers = bits.number(3);
    if (subLayers > MAX_SUB_LAYERS) {
      return null;
    }
    bits.skip(1);
    skipProfileTierLevel(bits, subLayers);
    bits.golomb();
    long chroma = bits.golomb();
    if (chroma == 3) {
      bits.skip(1);
    }
    long width = bits.golomb();
    long height = bits.golomb();
    if (bits.flag()) {
      int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
      int unitY = chroma == 1 ? 2 : 1;
      width -= unitX * (bits.golomb() + bits.golomb());
      height -= unitY * (bits.golomb() + bits.golomb());
    }
    return bits.overrun() ? null : PictureSize.of(width, height);
  }

  private static void skipProfileTierLevel(BitReader bits, int subLayers) {
    bits.skip(PROFILE_BITS + LEVEL_BITS);
    if (subLayers == 0) {
      return;
    }
    // Two flags a sub-layer, and as many bits again as fill eight sub-layers.
    int presence = bits.number(16);
    for (int i = 0; i < subLayers; i++) {
      int flags = presence >> (14 - 2 * i);
      bits.skip(((flags & 2) == 0 ? 0 : PROFILE_BITS) + ((flags & 1) == 0 ? 0 : LEVEL_BITS));
    }
  }
}
