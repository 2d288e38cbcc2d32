package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AacConfigTest {

  @ParameterizedTest
  @CsvSource({
    "12 10, 2, 44100, 2, mp4a.40.2",
    "11 90, 2, 48000, 2, mp4a.40.2",
    "11 88, 2, 48000, 1, mp4a.40.2",
    "11 B0, 2, 48000, 6, mp4a.40.2",
    "11 B8, 2, 48000, 8, mp4a.40.2",
    "11 80 04C8440020, 2, 48000, 0, mp4a.40.2",
    "14 08, 2, 16000, 1, mp4a.40.2",
    // FFmpeg writes the extension to say that there is no SBR.
    "12 10 56E500, 2, 44100, 2, mp4a.40.2"
  })
  void plainConfigurationsAreRead(String hex, int type, int rate, int channels, String codecs) {
    AacConfig config = parse(Wire.bytes(hex)).orElseThrow();

    assertThat(config).isEqualTo(new AacConfig(type, rate, channels));
    assertThat(config.codecs()).isEqualTo(codecs);
  }

  @Test
  void explicitSbrGivesTheDoubledRate() {
    byte[] sbr = new BitWriter().bits(5, 5).bits(7, 4).bits(2, 4).bits(4, 4).bits(2, 5).bytes();

    assertThat(parse(sbr)).contains(new AacConfig(5, 44_100, 2));
  }

  @Test
  void explicitParametricStereoMakesTwoChannelsOfOne() {
    byte[] ps = new BitWriter().bits(29, 5).bits(6, 4).bits(1, 4).bits(3, 4).bits(2, 5).bytes();

    assertThat(parse(ps)).contains(new AacConfig(29, 48_000, 2));
  }

  @Test
  void backwardCompatibleSbrIsFoundBehindThePlainConfiguration() {
    BitWriter sbr = new BitWriter().bits(2, 5).bits(6, 4).bits(1, 4).bits(0, 3);
    sbr.bits(0x2B7, 11).bits(5, 5).bits(1, 1).bits(3, 4);
    assertThat(parse(sbr.bytes())).contains(new AacConfig(5, 48_000, 1));

    BitWriter ps = new BitWriter().bits(2, 5).bits(6, 4).bits(1, 4).bits(0, 3);
    ps.bits(0x2B7, 11).bits(5, 5).bits(1, 1).bits(3, 4).bits(0x548, 11).bits(1, 1);
    assertThat(parse(ps.bytes())).contains(new AacConfig(29, 48_000, 2));
  }

  @Test
  void ratesAndTypesMayBeWrittenOut() {
    byte[] odd = new BitWriter().bits(2, 5).bits(15, 4).bits(44_056, 24).bits(2, 4).bytes();
    byte[] high = new BitWriter().bits(31, 5).bits(10, 6).bits(3, 4).bits(2, 4).bytes();

    assertThat(parse(odd)).contains(new AacConfig(2, 44_056, 2));
    assertThat(parse(high)).contains(new AacConfig(42, 48_000, 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12", "0210", "1690", "1710", "1248", "1780 0000", "F8 00", "2B 92"})
  void truncatedAndReservedValuesAreEmpty(String hex) {
    assertThat(parse(Wire.bytes(hex))).isEmpty();
  }

  @Test
  void theLengthIsBounded() {
    byte[] longest = new byte[64];
    longest[0] = 0x12;
    longest[1] = 0x10;

    assertThat(parse(longest)).isPresent();
    assertThat(parse(Arrays.copyOf(longest, 65))).isEmpty();
  }

  private static Optional<AacConfig> parse(byte[] bytes) {
    ByteBuf buffer = Wire.buffer(bytes);
    Optional<AacConfig> config = AacConfig.parse(buffer);
    assertThat(buffer.readableBytes()).isEqualTo(bytes.length);
    buffer.release();
    return config;
  }
}
