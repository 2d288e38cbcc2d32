package dev.weir.media;

import io.netty.buffer.ByteBuf;
import java.util.Locale;
import java.util.Optional;

/**
 * What an AVC decoder configuration record (avcC, ISO/IEC 14496-15) and its first sequence
 * parameter set say.
 *
 * @param profile profile_idc, such as 66 baseline, 77 main, 100 high
 * @param level level_idc: ten times the level, such as 31
 * @param width pixels after cropping
 * @param height pixels after cropping
 * @param compatibility the constraint flags
 * @param nalLengthSize bytes of the length before each NAL unit, 1 to 4
 */
public record AvcConfig(
    int profile, int level, int width, int height, int compatibility, int nalLengthSize) {

  private static final int FIXED = 6;

  /**
   * Reads a record.
   *
   * @param record the record from its reader index on; neither moved nor released
   * @return empty when it is truncated or malformed, or has no readable parameter set
   */
  public static Optional<AvcConfig> parse(ByteBuf record) {
    int base = record.readerIndex();
    int end = record.writerIndex();
    if (end - base < FIXED + 2 || record.getByte(base) != 1) {
      return Optional.empty();
    }
    int parameterSets = record.getByte(base + 5) & 0x1F;
    int sps = base + FIXED + 2;
    int spsEnd = sps + record.getUnsignedShort(sps - 2);
    if (parameterSets == 0 || spsEnd > end) {
      return Optional.empty();
    }
    PictureSize size = AvcSps.size(record, sps, spsEnd);
    if (size == null) {
      return Optional.empty();
    }
    return Optional.of(
        new AvcConfig(
            record.getUnsignedByte(base + 1),
            record.getUnsignedByte(base + 3),
            size.width(),
            size.height(),
            record.getUnsignedByte(base + 2),
            (record.getByte(base + 4) & 3) + 1));
  }

  /** The codec as HLS, DASH and browsers name it (RFC 6381), such as {@code avc1.64001f}. */
  public String codecs() {
    return String.format(Locale.ROOT, "avc1.%02x%02x%02x", profile, compatibility, level);
  }
}
