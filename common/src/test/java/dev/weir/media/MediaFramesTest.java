package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaFramesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "VIDEO | 17 01 000000 AA           | true  | false | 0 | AVC",
        "VIDEO | 17 00 000000 0164         | false | true  | 0 | AVC",
        "VIDEO | 27 01 000000 AA           | false | false | 0 | AVC",
        "VIDEO | 96 00 68766331 01 0101    | false | true  | 1 | HEVC",
        "VIDEO | 84 68766331 02            | false | false | 0 | HEVC",
        "VIDEO | 91 61626364 AA            | false | false | 0 | UNKNOWN",
        "VIDEO | ''                        | false | false | 0 | UNKNOWN",
        "AUDIO | AF 00 1210                | false | true  | 0 | AAC",
        "AUDIO | AF 01 AA                  | false | false | 0 | AAC",
        "AUDIO | 95 01 4F707573 01 AA      | false | false | 1 | OPUS",
        "AUDIO | ''                        | false | false | 0 | UNKNOWN",
        "DATA  | 02 0001 61                | false | false | 0 | NONE",
        "DATA  | ''                        | false | false | 0 | NONE"
      })
  void aFrameKnowsWhatItCarriesAndOwnsThePayload(
      FrameKind kind, String hex, boolean key, boolean header, int track, FourCc codec) {
    byte[] bytes = Wire.bytes(hex);
    ByteBuf payload = PooledByteBufAllocator.DEFAULT.buffer(64).writeZero(2).skipBytes(2);
    payload.writeBytes(bytes);

    MediaFrame frame = frame(kind, 40, payload);

    assertThat(frame).isEqualTo(new MediaFrame(kind, 40, key, header, track, codec, payload));
    assertThat(frame.payload()).isSameAs(payload);
    assertThat(frame.size()).isEqualTo(bytes.length);
    assertThat(payload.readerIndex()).isEqualTo(2);
    assertThat(frame.refCnt()).isEqualTo(1);
    frame.retain().release();
    assertThat(frame.release()).isTrue();
    assertThat(payload.refCnt()).isZero();
  }

  @Test
  void timestampsAreTakenModuloTwoToThe32() {
    for (FrameKind kind : FrameKind.values()) {
      assertThat(frame(kind, (1L << 32) + 5, Wire.buffer("")).timestamp()).isEqualTo(5);
      assertThat(frame(kind, -1, Wire.buffer("")).timestamp()).isEqualTo(0xFFFF_FFFFL);
    }
  }

  private static MediaFrame frame(FrameKind kind, long timestamp, ByteBuf payload) {
    return switch (kind) {
      case AUDIO -> MediaFrames.audio(timestamp, payload);
      case VIDEO -> MediaFrames.video(timestamp, payload);
      case DATA -> MediaFrames.data(timestamp, payload);
    };
  }
}
