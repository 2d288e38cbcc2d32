package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FourCcTest {

  @ParameterizedTest
  @CsvSource({
    "AVC, 1635148593", "HEVC, 1752589105", "VVC, 1987470129",
    "AV1, 1635135537", "VP9, 1987063865", "VP8, 1987063864"
  })
  void videoCodecsHaveTheNumbersOfEnhancedRtmp(FourCc codec, int code) {
    assertThat(codec.code()).isEqualTo(code);
    assertThat(FourCc.video(code)).isEqualTo(codec);
    assertThat(FourCc.audio(code)).isEqualTo(FourCc.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "AAC, 1836069985", "OPUS, 1332770163", "FLAC, 1716281667",
    "MP3, 778924083", "AC3, 1633889587", "EAC3, 1700998451"
  })
  void audioCodecsHaveTheNumbersOfEnhancedRtmp(FourCc codec, int code) {
    assertThat(codec.code()).isEqualTo(code);
    assertThat(FourCc.audio(code)).isEqualTo(codec);
    assertThat(FourCc.video(code)).isEqualTo(FourCc.UNKNOWN);
  }

  @Test
  void codeZeroIsNoCodec() {
    assertThat(FourCc.video(0)).isEqualTo(FourCc.UNKNOWN);
    assertThat(FourCc.audio(0)).isEqualTo(FourCc.UNKNOWN);
  }

  @Test
  void everyLegacyIdLeadsBackToItsCodec() {
    for (FourCc codec : FourCc.values()) {
      int id = codec.legacyId();
      if (id >= 0) {
        assertThat(codec).isIn(FourCc.legacyVideo(id), FourCc.legacyAudio(id));
      }
    }
  }

  @Test
  void labelsAreDistinct() {
    assertThat(Arrays.stream(FourCc.values()).map(FourCc::label)).doesNotHaveDuplicates();
  }
}
