package dev.weir.media;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * What an HEVC decoder configuration record (hvcC, ISO/IEC 14496-15) and its first sequence
 * parameter set say.
 *
 * @param profile general_profile_idc, such as 1 main, 2 main 10
 * @param level general_level_idc: thirty times the level, such as 93 for 3.1
 * @param width pixels after cropping
 * @param height pixels after cropping
 * @param highTier high tier, not main tier
 * @param nalLengthSize bytes of the length before each NAL unit, 1 to 4
 */
public record HevcConfig(
    int profile, int level, int width, int height, boolean highTier, int nalLengthSize) {

  private static final int FIXED = 23;
  private static final int MAX_NAL_UNITS = 64;

  /**
   * Reads a record. No more than 64 NAL units are looked at.
   *
   * @param record the record from its reader index on; neither moved nor released
   * @return empty when it is truncated or malformed, or has no readable parameter set
   */
  public static Optional<HevcConfig> parse(ByteBuf record) {
    int base = record.readerIndex();
    if (record.readableBytes() < FIXED || record.getByte(base) != 1) {
      return Optional.empty();
    }
    PictureSize size = size(record, base + FIXED, record.getUnsignedByte(base + 22));
    if (size == null) {
      return Optional.empty();
    }
    int profile = record.getUnsignedByte(base + 1);
    return Optional.of(
        new HevcConfig(
            profile & 0x1F,
            record.getUnsignedByte(base + 12),
            size.width(),
            size.height(),
            (profile & 0x20) != 0,
            (record.getByte(base + 21) & 3) + 1));
  }

  private static PictureSize size(ByteBuf record, int from, int arrays) {
    int end = record.writerIndex();
    int at = from;
    int seen = 0;
    for (int i = 0; i < arrays && end - at >= 3; i++) {
      int type = record.getByte(at) & 0x3F;
      int units = record.getUnsignedShort(at + 1);
      at += 3;
      for (int j = 0; j < units; j++) {
        if (end - at < 2 || ++seen > MAX_NAL_UNITS) {
          return null;
        }
        int unit = at + 2;
        at = unit + record.getUnsignedShort(at);
        if (at > end) {
          return null;
        }
        if (type == HevcSps.NAL_TYPE) {
          return HevcSps.size(record, unit, at);
        }
      }
    }
    return null;
  }
}
