package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioTagHeaderTest {

  /** Flags: H sequence header, E sequence end, M multichannel configuration. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "AF 00 1210                | AAC   | H | 0 | 2 | 2",
        "AF 01 AABB                | AAC   | - | 0 | 2 | 2",
        "AF 01                     | AAC   | - | 0 | 2 | 0",
        "2F AA                     | MP3   | - | 0 | 1 | 1",
        "EF AA                     | MP3   | - | 0 | 1 | 1",
        "0F AA                     | PCM   | - | 0 | 1 | 1",
        "3F AA                     | PCM_LE | - | 0 | 1 | 1",
        "42 AA                     | NELLYMOSER | - | 0 | 1 | 1",
        "62 AA                     | NELLYMOSER | - | 0 | 1 | 1",
        "72 AA                     | G711_A | - | 0 | 1 | 1",
        "82                        | G711_MU | - | 0 | 1 | 0",
        "B2 AA                     | SPEEX | - | 0 | 1 | 1",
        "DF AA                     | OPUS  | - | 0 | 1 | 1",
        "90 6D703461 1210          | AAC   | H | 0 | 5 | 2",
        "91 6D703461 AA            | AAC   | - | 0 | 5 | 1",
        "90 4F707573               | OPUS  | H | 0 | 5 | 0",
        "90 4F707573 4F707573      | OPUS  | H | 0 | 5 | 4",
        "90 664C6143 664C6143      | FLAC  | H | 0 | 5 | 4",
        "90 61632D33               | AC3   | H | 0 | 5 | 0",
        "91 65632D33 0B77          | EAC3  | - | 0 | 5 | 2",
        "91 2E6D7033 FFFB          | MP3   | - | 0 | 5 | 2",
        "92 6D703461               | AAC   | E | 0 | 5 | 0",
        "94 6D703461 01 06 0000003F | AAC  | M | 0 | 5 | 6",
        "97 02 0001F4 01 4F707573 AA | OPUS | - | 0 | 10 | 1",
        "95 00 6D703461 01 1210    | AAC   | H | 1 | 7 | 2",
        "95 01 4F707573 01 AA      | OPUS  | - | 1 | 7 | 1",
        "95 04 4F707573 02 00 02   | OPUS  | M | 2 | 7 | 2",
        "95 11 4F707573 01 000001 AA 00 000002 BBCC | OPUS | - | 0 | 15 | 2",
        "95 20 4F707573 03 000000 6D703461 01 000002 1210 | OPUS | H | 3 | 10 | 0"
      })
  void everyFormIsRead(String hex, FourCc codec, String flag, int track, int offset, int length) {
    ByteBuf body = Wire.buffer(hex);

    AudioTagHeader header = AudioTagHeader.parse(body);

    assertThat(header.codec()).isEqualTo(codec);
    assertThat(flags(header)).isEqualTo(flag);
    assertThat(header.track()).isEqualTo(track);
    assertThat(header.dataOffset()).isEqualTo(offset);
    assertThat(header.dataLength()).isEqualTo(length);
    assertThat(header.configOffset()).isEqualTo(flag.equals("H") ? offset : -1);
    assertThat(header.isSilence()).isFalse();
    assertThat(header.isOpaque()).isFalse();
    assertThat(body.readerIndex()).isEqualTo(3);
    body.release();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "AF",
        "AF 00",
        "AF 02 AA",
        "C0 AA",
        "FF AA",
        "90",
        "90 6D7034",
        "90 6D703461",
        "90 664C6143",
        "90 61766331 AA",
        "91 61626364 AA",
        "93 4F707573 AA",
        "96 4F707573 AA",
        "98 4F707573 AA",
        "95",
        "95 05 4F707573 01 AA",
        "95 07 4F707573 01 AA",
        "95 30 4F707573 01 AA",
        "95 01 4F707573",
        "95 11 4F707573 01 000002 AA",
        "97 00 AA",
        "97 FF FFFF AA"
      })
  void whatCannotBeReadIsOpaque(String hex) {
    ByteBuf body = Wire.buffer(hex);

    AudioTagHeader header = AudioTagHeader.parse(body);

    assertThat(header.isOpaque()).isTrue();
    assertThat(header.codec()).isEqualTo(FourCc.UNKNOWN);
    assertThat(flags(header)).isEqualTo("-");
    body.release();
  }

  @Test
  void anEmptyBodyIsSilence() {
    ByteBuf body = Wire.buffer("");

    AudioTagHeader header = AudioTagHeader.parse(body);

    assertThat(header.isSilence()).isTrue();
    assertThat(header.isOpaque()).isFalse();
    assertThat(header.isSequenceHeader()).isFalse();
    body.release();
  }

  @Test
  void nanosecondsAndSoundFlagsAreKept() {
    ByteBuf modified = Wire.buffer("97 02 0001F4 01 4F707573 AA");
    ByteBuf legacy = Wire.buffer("2E AA");

    assertThat(AudioTagHeader.parse(modified).nanos()).isEqualTo(500);
    assertThat(AudioTagHeader.parse(modified).soundFlags()).isZero();
    assertThat(AudioTagHeader.parse(legacy).soundFlags()).isEqualTo(14);
    modified.release();
    legacy.release();
  }

  @Test
  void tracksAreReadOneByOne() {
    ByteBuf body = Wire.buffer("95 20 4F707573 03 000000 6D703461 01 000002 1210");

    assertThat(AudioTagHeader.parse(body).trackCount()).isEqualTo(2);
    AudioTagHeader second = AudioTagHeader.parseTrack(body, 1);
    assertThat(second.codec()).isEqualTo(FourCc.AAC);
    assertThat(second.track()).isEqualTo(1);
    assertThat(second.configOffset()).isEqualTo(18);
    assertThat(AudioTagHeader.parseTrack(body, 2).isOpaque()).isTrue();
    body.release();
  }

  private static String flags(AudioTagHeader header) {
    String flags =
        (header.isSequenceHeader() ? "H" : "")
            + (header.isSequenceEnd() ? "E" : "")
            + (header.isMultichannelConfig() ? "M" : "");
    return flags.isEmpty() ? "-" : flags;
  }
}
