package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HevcConfigTest {

  /** Records written by x265; both pictures are cropped. */
  @ParameterizedTest
  @CsvSource({
    Wire.HVCC_1080P + ", 120, 1920, 1080",
    "0101600000009000000000003ff000fcfdf8f800000f03a00001001840010c01ffff016000000300900000"
        + "03000003003f959809a10001002c42010101600000030090000003000003003fa005120171c9265959"
        + "a4932bc05a020000030002000003003210a2000100074401c172b46240, 63, 642, 362"
  })
  void recordsOfARealEncoderAreRead(String hex, int level, int width, int height) {
    HevcConfig config = parse(Wire.bytes(hex)).orElseThrow();

    assertThat(config).isEqualTo(new HevcConfig(1, level, width, height, false, 4));
  }

  @Test
  void subLayersAreReadOver() {
    // Three sub-layers: the first with profile and level, the second with a level only.
    BitWriter sps = new BitWriter().bits(0x4201, 16).bits(0, 4).bits(2, 3).bits(1, 1);
    sps.bits(0x21, 8).bits(0, 40).bits(0, 40).bits(123, 8);
    sps.bits(0b1101_0000_0000_0000, 16).bits(-1, 40).bits(-1, 48).bits(93, 8).bits(93, 8);
    sps.ue(0).ue(3).bits(0, 1).ue(1280).ue(720).bits(1, 1).ue(1).ue(2).ue(3).ue(4).bits(1, 1);

    HevcConfig config = parse(record(sps.bytes())).orElseThrow();

    assertThat(config).isEqualTo(new HevcConfig(2, 123, 1277, 713, true, 4));
  }

  @Test
  void aRecordCutAtAnyByteNeverThrows() {
    byte[] whole = Wire.bytes(Wire.HVCC_1080P);
    int spsEnd = 23 + 5 + 24 + 5 + 42;
    for (int length = 0; length < whole.length; length++) {
      assertThat(parse(Arrays.copyOf(whole, length)).isPresent()).isEqualTo(length >= spsEnd);
    }
  }

  @Test
  void endlessUnitsWithoutAParameterSetAreGivenUp() {
    byte[] record = Arrays.copyOf(Wire.bytes(Wire.HVCC_1080P), 1 << 20);
    Arrays.fill(record, 22, record.length, (byte) 0);
    record[22] = (byte) 255;
    record[24] = (byte) 255;
    record[25] = (byte) 255;

    assertThat(parse(record)).isEmpty();
  }

  private static byte[] record(byte[] sps) {
    byte[] head = Arrays.copyOf(Wire.bytes(Wire.HVCC_1080P), 28);
    head[1] = 0x22;
    head[12] = 123;
    head[22] = 1;
    head[23] = (byte) 0xA1;
    head[25] = 1;
    head[27] = (byte) sps.length;
    byte[] record = Arrays.copyOf(head, head.length + sps.length);
    System.arraycopy(sps, 0, record, head.length, sps.length);
    return record;
  }

  private static Optional<HevcConfig> parse(byte[] bytes) {
    ByteBuf record = Wire.buffer(bytes);
    Optional<HevcConfig> config = HevcConfig.parse(record);
    assertThat(record.readableBytes()).isEqualTo(bytes.length);
    record.release();
    return config;
  }
}
