package dev.weir.media;

import io.netty.buffer.ByteBuf;

/**
 * As much of an H.264 sequence parameter set (ITU-T H.264, 7.3.2.1.1) as the picture size needs.
 */
final class AvcSps {
  private static final int NAL_TYPE = 7;
  private static final int MAX_REF_FRAMES_IN_CYCLE = 255;

  private AvcSps() {}

  /** The size, or null when the NAL unit in this absolute range is no readable parameter set. */
  static PictureSize size(ByteBuf in, int at, int end) {
    if (end - at < 4 || (in.getByte(at) & 0x1F) != NAL_TYPE) {
      return null;
    }
    BitReader bits = BitReader.ofNalUnit(in, at + 1, end);
    int profile = bits.number(8);
    bits.skip(16);
    bits.golomb();
    int chroma = hasChromaFormat(profile) ? chromaFormat(bits) : 1;
    bits.golomb();
    if (!skipPictureOrder(bits)) {
      return null;
    }
    bits.golomb();
    bits.skip(1);
    long width = (bits.golomb() + 1) * 16;
    long mapUnits = bits.golomb() + 1;
    boolean framesOnly = bits.flag();
    long height = mapUnits * (framesOnly ? 16 : 32);
    if (!framesOnly) {
      bits.skip(1);
    }
    bits.skip(1);
    if (bits.flag()) {
      int unitX = chroma == 1 || chroma == 2 ? 2 : 1;
      int unitY = (chroma == 1 ? 2 : 1) * (framesOnly ? 1 : 2);
      width -= unitX * (bits.golomb() + bits.golomb());
      height -= unitY * (bits.golomb() + bits.golomb());
    }
    return bits.overrun() ? null : PictureSize.of(width, height);
  }

  private static boolean hasChromaFormat(int profile) {
    return switch (profile) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
      default -> false;
    };
  }

  /** ChromaArrayType: 0 monochrome or separate planes, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  private static int chromaFormat(BitReader bits) {
    int chroma = (int) Math.min(bits.golomb(), 4);
    boolean separatePlanes = chroma == 3 && bits.flag();
    bits.golomb();
    bits.golomb();
    bits.skip(1);
    if (bits.flag()) {
      int lists = chroma == 3 ? 12 : 8;
      for (int i = 0; i < lists; i++) {
        if (bits.flag()) {
          skipScalingList(bits, i < 6 ? 16 : 64);
        }
      }
    }
    return separatePlanes ? 0 : chroma;
  }

  private static void skipScalingList(BitReader bits, int size) {
    long last = 8;
    long next = 8;
    for (int i = 0; i < size && next != 0; i++) {
      next = (last + bits.signedGolomb() + 256) & 0xFF;
      last = next == 0 ? last : next;
    }
  }

  /** False for a type or a cycle that the standard does not know. */
  private static boolean skipPictureOrder(BitReader bits) {
    long type = bits.golomb();
    if (type == 0) {
      bits.golomb();
    } else if (type == 1) {
      bits.skip(1);
      bits.golomb();
      bits.golomb();
      long cycle = bits.golomb();
      if (cycle > MAX_REF_FRAMES_IN_CYCLE) {
        return false;
      }
      for (long i = 0; i < cycle; i++) {
        bits.golomb();
      }
    }
    return type <= 2;
  }
}
