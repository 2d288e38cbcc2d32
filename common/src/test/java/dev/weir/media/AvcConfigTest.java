package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AvcConfigTest {

  /** Records written by x264: cropped, baseline, 4:4:4, interlaced and 4:2:2 with ten bits. */
  @ParameterizedTest
  @CsvSource({
    Wire.AVCC_1080P + ", 100, 40, 1920, 1080, avc1.640028",
    "0142c01fffe100196742c01fd9005005bb011000000300100000030320f183248001000568cb83cb20,"
        + "66, 31, 1280, 720, avc1.42c01f",
    "01f4001effe1001b67f4001e919b281b07bc5f80880000030008000003019078b16cb001000668ebe3c448"
        + "44fff8f800, 244, 30, 854, 480, avc1.f4001e",
    "01640028ffe1001a67640028acd94078044fde0220000003002000000643e2c5b2c001000668fba3cb22c0"
        + "fdf8f800, 100, 40, 1920, 1080, avc1.640028",
    "017a001effe1001b677a001eb6cd940a02fea2f011000003000100000300320f162d9601000768ebe3cb30"
        + "02c0fefafa00, 122, 30, 638, 358, avc1.7a001e"
  })
  void recordsOfARealEncoderAreRead(
      String hex, int profile, int level, int width, int height, String codecs) {
    AvcConfig config = parse(Wire.bytes(hex)).orElseThrow();

    assertThat(config.profile()).isEqualTo(profile);
    assertThat(config.level()).isEqualTo(level);
    assertThat(config.width()).isEqualTo(width);
    assertThat(config.height()).isEqualTo(height);
    assertThat(config.nalLengthSize()).isEqualTo(4);
    assertThat(config.codecs()).isEqualTo(codecs);
  }

  @Test
  void pictureOrderTypeOneIsReadOver() {
    // Baseline, picture order type 1 with a cycle of two, 32 by 16 pixels, no cropping.
    BitWriter sps = new BitWriter().bits(0x67, 8).bits(0x42001E, 24).ue(0).ue(0).ue(1);
    sps.bits(1, 1).ue(3).ue(4).ue(2).ue(5).ue(6).ue(1).bits(0, 1).ue(1).ue(0).bits(0b1100, 4);

    AvcConfig config = parse(record(sps.bits(1, 1).bytes())).orElseThrow();

    assertThat(config.width()).isEqualTo(32);
    assertThat(config.height()).isEqualTo(16);
  }

  @Test
  void writtenScalingListsAreReadOver() {
    BitWriter sps = new BitWriter().bits(0x67, 8).bits(0x64001E, 24).ue(0).ue(1).ue(0).ue(0);
    sps.bits(0, 1).bits(1, 1);
    sps.bits(1, 1);
    for (int i = 0; i < 16; i++) {
      sps.ue(1);
    }
    // The second list ends at once: a delta of -8 makes the next scale zero.
    sps.bits(1, 1).ue(16).bits(0, 6);
    sps.ue(0).ue(2).ue(1).bits(0, 1).ue(39).ue(29).bits(0b1100, 4);

    AvcConfig config = parse(record(sps.bits(1, 1).bytes())).orElseThrow();

    assertThat(config.width()).isEqualTo(640);
    assertThat(config.height()).isEqualTo(480);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "01",
        "00640028ffe1001b67640028acd940780227e5c0",
        "01640028ffe0001b67640028acd940780227e5c0",
        "01640028ffff001b67640028",
        "01640028ffe1ffff67640028acd940780227e5c0",
        "01640028ffe100036764002800000000",
        "01640028ffe100046864002800000000",
        "01640028ffe100046764002800000000",
        "01640028ffe1000c6764002800000000000000000000"
      })
  void malformedRecordsAreEmpty(String hex) {
    assertThat(parse(Wire.bytes(hex))).isEmpty();
  }

  @Test
  void aPictureWiderThanAnyEncoderMakesIsRefused() {
    BitWriter sps = new BitWriter().bits(0x67, 8).bits(0x42001E, 24).ue(0).ue(0).ue(2).ue(1);
    sps.bits(0, 1).ue(65_535).ue(0).bits(0b1100, 4).bits(1, 1);

    assertThat(parse(record(sps.bytes()))).isEmpty();
  }

  @Test
  void croppingMoreThanThePictureIsRefused() {
    BitWriter sps = new BitWriter().bits(0x67, 8).bits(0x42001E, 24).ue(0).ue(0).ue(2).ue(1);
    sps.bits(0, 1).ue(0).ue(0).bits(0b111, 3).ue(8).ue(0).ue(0).ue(0).bits(0, 1).bits(1, 1);

    assertThat(parse(record(sps.bytes()))).isEmpty();
  }

  @Test
  void aRecordCutAtAnyByteNeverThrows() {
    byte[] whole = Wire.bytes(Wire.AVCC_1080P);
    for (int length = 0; length < whole.length; length++) {
      assertThat(parse(Arrays.copyOf(whole, length)).isPresent()).isEqualTo(length >= 8 + 27);
    }
  }

  private static byte[] record(byte[] sps) {
    byte[] head = Wire.bytes("01 42001E FF E1 0000");
    head[7] = (byte) sps.length;
    byte[] record = Arrays.copyOf(head, head.length + sps.length);
    System.arraycopy(sps, 0, record, head.length, sps.length);
    return record;
  }

  private static Optional<AvcConfig> parse(byte[] bytes) {
    ByteBuf record = Wire.buffer(bytes);
    Optional<AvcConfig> config = AvcConfig.parse(record);
    assertThat(record.readableBytes()).isEqualTo(bytes.length);
    record.release();
    return config;
  }
}
