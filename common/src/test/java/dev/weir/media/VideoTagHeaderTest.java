package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VideoTagHeaderTest {
  private static final String COLOR_INFO = "02 0009 636F6C6F72496E666F 03 000009";

  /** Flags: K key frame, H sequence header, E sequence end, M metadata, C command, D disposable. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "17 00 000000 0164         | AVC  | H | 0 | 0    | 5 | 2",
        "27 00 000000 0164         | AVC  | H | 0 | 0    | 5 | 2",
        "17 01 000050 AABB         | AVC  | K | 0 | 80   | 5 | 2",
        "27 01 FFFFFF AABB         | AVC  | - | 0 | -1   | 5 | 2",
        "37 01 000000 AA           | AVC  | D | 0 | 0    | 5 | 1",
        "17 02 000000              | AVC  | E | 0 | 0    | 5 | 0",
        "17 02                     | AVC  | E | 0 | 0    | 2 | 0",
        "57 00                     | AVC  | C | 0 | 0    | 1 | 1",
        "1C 00 000000 0101         | HEVC | H | 0 | 0    | 5 | 2",
        "1C 01 000000 AA           | HEVC | K | 0 | 0    | 5 | 1",
        "2C 01 000000 AA           | HEVC | - | 0 | 0    | 5 | 1",
        "12 AA                     | H263 | K | 0 | 0    | 1 | 1",
        "32 AA                     | H263 | D | 0 | 0    | 1 | 1",
        "14 00 AA                  | VP6  | K | 0 | 0    | 1 | 2",
        "16 AA                     | SCREEN_2 | K | 0 | 0 | 1 | 1",
        "1F AA                     | VP9  | K | 0 | 0    | 1 | 1",
        "90 68766331 01            | HEVC | H | 0 | 0    | 5 | 1",
        "A0 61766331 01            | AVC  | H | 0 | 0    | 5 | 1",
        "80 76766331 01            | VVC  | H | 0 | 0    | 5 | 1",
        "91 68766331 000028 AABB   | HEVC | K | 0 | 40   | 8 | 2",
        "91 76766331 FFFFD8 AABB   | VVC  | K | 0 | -40  | 8 | 2",
        "91 61763031 000028 AABB   | AV1  | K | 0 | 0    | 5 | 5",
        "91 76703039 AA            | VP9  | K | 0 | 0    | 5 | 1",
        "91 76703038 AA            | VP8  | K | 0 | 0    | 5 | 1",
        "A1 68766331 000000 AA     | HEVC | - | 0 | 0    | 8 | 1",
        "B1 68766331 000000 AA     | HEVC | - | 0 | 0    | 8 | 1",
        "93 61766331 AABB          | AVC  | K | 0 | 0    | 5 | 2",
        "A3 68766331 AABB          | HEVC | - | 0 | 0    | 5 | 2",
        "92 61763031               | AV1  | E | 0 | 0    | 5 | 0",
        "95 61763031 8000          | AV1  | H | 0 | 0    | 5 | 2",
        "90 76703039               | VP9  | H | 0 | 0    | 5 | 0",
        "84 68766331 02            | HEVC | M | 0 | 0    | 5 | 1",
        "D4 68766331 02            | HEVC | M | 0 | 0    | 5 | 1",
        "94 68766331               | HEVC | M | 0 | 0    | 5 | 0",
        "D1 00                     | UNKNOWN | C | 0 | 0 | 1 | 1",
        "D6 01                     | UNKNOWN | C | 0 | 0 | 1 | 1",
        "D7 00 AA 01 01            | UNKNOWN | C | 0 | 0 | 4 | 1",
        "97 02 0001F4 01 68766331 000010 AA | HEVC | K | 0 | 16 | 13 | 1",
        "96 00 68766331 01 0101    | HEVC | H | 1 | 0    | 7 | 2",
        "96 01 61766331 02 000010 AA | AVC | K | 2 | 16  | 10 | 1",
        "96 02 61763031 05         | AV1  | E | 5 | 0    | 7 | 0",
        "96 04 68766331 03 02      | HEVC | M | 3 | 0    | 7 | 1"
      })
  void everyFormIsRead(
      String hex, FourCc codec, String flag, int track, int time, int offset, int length) {
    ByteBuf body = Wire.buffer(hex);

    VideoTagHeader header = VideoTagHeader.parse(body);

    assertThat(header.codec()).isEqualTo(codec);
    assertThat(flags(header)).isEqualTo(flag);
    assertThat(header.track()).isEqualTo(track);
    assertThat(header.compositionTime()).isEqualTo(time);
    assertThat(header.dataOffset()).isEqualTo(offset);
    assertThat(header.dataLength()).isEqualTo(length);
    assertThat(header.configOffset()).isEqualTo(flag.equals("H") ? offset : -1);
    assertThat(header.enhanced()).isEqualTo((body.getByte(3) & 0x80) != 0);
    assertThat(body.readerIndex()).isEqualTo(3);
    body.release();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "17",
        "17 00",
        "17 00 000000",
        "17 01 0000",
        "17 03 000000 AA",
        "57",
        "11 AA",
        "18 AA",
        "90",
        "90 687663",
        "90 68766331",
        "90 61626364 01",
        "90 6D703461 01",
        "91 68766331 0000",
        "98 68766331 AA",
        "9F 68766331 AA",
        "D1",
        "96",
        "96 00",
        "96 06 68766331 01 AA",
        "96 07 68766331 01 AA",
        "96 08 68766331 01 AA",
        "96 31 68766331 01 AA",
        "96 F1 68766331 01 AA",
        "96 01 68766331",
        "96 11 61763031",
        "96 11 61763031 00 0000",
        "96 11 61763031 00 000003 AABB",
        "96 11 61763031 00 FFFFFF AABB",
        "96 11 61763031 00 000001 AA 01 000002 BB",
        "96 21 61763031 00 0000",
        "97",
        "97 00",
        "97 00 AA",
        "97 FF 00",
        "97 FF FFFF AA 01 68766331 000000 AA"
      })
  void whatCannotBeReadIsOpaque(String hex) {
    ByteBuf body = Wire.buffer(hex);

    VideoTagHeader header = VideoTagHeader.parse(body);

    assertThat(header.isOpaque()).isTrue();
    assertThat(header.codec()).isEqualTo(FourCc.UNKNOWN);
    assertThat(flags(header)).isEqualTo("-");
    assertThat(header.configOffset()).isEqualTo(-1);
    body.release();
  }

  @Test
  void aPictureWithoutBytesIsNoKeyFrame() {
    assertThat(VideoTagHeader.parse(Wire.buffer("17 01 000000")).isKeyFrame()).isFalse();
    assertThat(VideoTagHeader.parse(Wire.buffer("93 68766331")).isKeyFrame()).isFalse();
  }

  @Test
  void nanosecondsComeFromTheModifierBlock() {
    String frame = "68766331 000010 AA";

    assertThat(nanos("97 02 0001F4 01" + frame)).isEqualTo(500);
    assertThat(nanos("97 02 FFFFFF 01" + frame)).as("clamped").isEqualTo(999_999);
    assertThat(nanos("97 01 0001 01" + frame)).as("too short").isZero();
    assertThat(nanos("97 02 0001F4 11" + frame)).as("unknown type").isZero();
    assertThat(nanos("97 00 AA 17 02 0001F4 01" + frame)).as("second block").isEqualTo(500);
    assertThat(nanos("97 FF 0002 0001F4 01" + frame)).as("long size").isEqualTo(500);
    assertThat(nanos("97 FE" + "00".repeat(255) + "01" + frame)).as("largest short").isZero();
    assertThat(nanos("97 FF 00FF" + "00".repeat(256) + "01" + frame)).as("256 bytes").isZero();
  }

  @Test
  void noMoreThanEightModifierBlocksAreFollowed() {
    String block = "00 AA 07";
    String last = "00 AA 01 68766331 000000 AA";

    assertThat(parse("97" + block.repeat(7) + last).isKeyFrame()).isTrue();
    assertThat(parse("97" + block.repeat(8) + last).isOpaque()).isTrue();
    assertThat(parse("97" + block.repeat(100_000)).isOpaque()).isTrue();
  }

  @Test
  void manyTracksAreDescribedByTheDefaultTrack() {
    ByteBuf body = Wire.buffer("96 11 61763031 01 000002 DDEE 00 000003 AABBCC");

    VideoTagHeader header = VideoTagHeader.parse(body);

    assertThat(header.multitrack()).isEqualTo(Multitrack.MANY_TRACKS);
    assertThat(header.isKeyFrame()).isTrue();
    assertThat(header.codec()).isEqualTo(FourCc.AV1);
    assertThat(header.track()).isZero();
    assertThat(header.trackCount()).isEqualTo(2);
    assertThat(header.dataOffset()).isEqualTo(16);
    assertThat(header.dataLength()).isEqualTo(3);

    VideoTagHeader first = VideoTagHeader.parseTrack(body, 0);
    assertThat(first.track()).isEqualTo(1);
    assertThat(first.dataOffset()).isEqualTo(10);
    assertThat(first.dataLength()).isEqualTo(2);
    assertThat(VideoTagHeader.parseTrack(body, 1)).isEqualTo(header);
    assertThat(VideoTagHeader.parseTrack(body, 2).isOpaque()).isTrue();
    body.release();
  }

  @Test
  void withoutTheDefaultTrackTheFirstOneCounts() {
    VideoTagHeader header = parse("96 11 61763031 07 000003 AABBCC 01 000002 DDEE");

    assertThat(header.track()).isEqualTo(7);
    assertThat(header.dataLength()).isEqualTo(3);
  }

  @Test
  void everyTrackOfManyCodecsHasItsOwnCompositionTime() {
    ByteBuf body =
        Wire.buffer(
            "A6 21 68766331 01 000004 000010 AA 61763031 00 000002 BBCC"
                + "61766331 02 000004 FFFFFF DD");

    VideoTagHeader header = VideoTagHeader.parse(body);

    assertThat(header.multitrack()).isEqualTo(Multitrack.MANY_TRACKS_MANY_CODECS);
    assertThat(header.codec()).isEqualTo(FourCc.AV1);
    assertThat(header.trackCount()).isEqualTo(3);
    assertThat(VideoTagHeader.parseTrack(body, 0).compositionTime()).isEqualTo(16);
    VideoTagHeader third = VideoTagHeader.parseTrack(body, 2);
    assertThat(third.codec()).isEqualTo(FourCc.AVC);
    assertThat(third.compositionTime()).isEqualTo(-1);
    assertThat(third.dataLength()).isEqualTo(1);
    body.release();
  }

  @Test
  void sixteenTracksPassAndSeventeenAreOpaque() {
    String sixteen = "96 12 61763031" + "05 000000".repeat(16);

    assertThat(parse(sixteen).trackCount()).isEqualTo(16);
    assertThat(parse(sixteen).isSequenceEnd()).isTrue();
    assertThat(parse(sixteen + "06 000000").isOpaque()).isTrue();
    assertThat(parse("96 12 61763031" + "05 000000".repeat(256)).isOpaque()).isTrue();
  }

  @Test
  void anUnwrappedMessageHasOneTrack() {
    ByteBuf body = Wire.buffer("93 61766331 AABB");

    assertThat(VideoTagHeader.parseTrack(body, 0)).isEqualTo(VideoTagHeader.parse(body));
    assertThat(VideoTagHeader.parseTrack(body, 1).isOpaque()).isTrue();
    body.release();
  }

  @ParameterizedTest
  @ValueSource(strings = {"84 68766331", "D4 68766331", "96 04 68766331 01"})
  void colorInfoIsKnownByItsName(String head) {
    ByteBuf color = Wire.buffer(head + COLOR_INFO);
    ByteBuf other = Wire.buffer(head + "02 0009 636F6C6F72496E6666 03 000009");

    assertThat(VideoTagHeader.parse(color).isColorInfo(color)).isTrue();
    assertThat(VideoTagHeader.parse(other).isMetadata()).isTrue();
    assertThat(VideoTagHeader.parse(other).isColorInfo(other)).isFalse();
    color.release();
    other.release();
  }

  @Test
  void onlyMetadataIsColorInfo() {
    ByteBuf frame = Wire.buffer("93 68766331" + COLOR_INFO);

    assertThat(VideoTagHeader.parse(frame).isColorInfo(frame)).isFalse();
    frame.release();
  }

  private static VideoTagHeader parse(String hex) {
    ByteBuf body = Wire.buffer(hex);
    try {
      return VideoTagHeader.parse(body);
    } finally {
      body.release();
    }
  }

  private static int nanos(String hex) {
    VideoTagHeader header = parse(hex);
    assertThat(header.isKeyFrame()).isTrue();
    assertThat(header.compositionTime()).isEqualTo(16);
    return header.nanos();
  }

  private static String flags(VideoTagHeader header) {
    String flags =
        (header.isKeyFrame() ? "K" : "")
            + (header.isSequenceHeader() ? "H" : "")
            + (header.isSequenceEnd() ? "E" : "")
            + (header.isMetadata() ? "M" : "")
            + (header.isCommand() ? "C" : "")
            + (header.isDisposable() ? "D" : "");
    return flags.isEmpty() ? "-" : flags;
  }
}
