package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.AvcConfig;
import dev.weir.media.VideoTagHeader;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

final class StampTest {
  private static final Stamp STAMP = new Stamp(3, 7, 1L << 40, System.nanoTime(), true);

  @Test
  void whatIsWrittenIsRead() {
    assertThat(ProbeFrames.stamp(true, ProbeFrames.video(STAMP, 500)))
        .isEqualTo(new Stamp.Found(STAMP, true));
    assertThat(ProbeFrames.stamp(false, ProbeFrames.audio(STAMP, Stamp.BYTES)))
        .isEqualTo(new Stamp.Found(STAMP, true));
  }

  @Test
  void aFlippedBitIsSeenWhereverItIs() {
    ByteBuf frame = ProbeFrames.video(STAMP, 100);
    for (int i = 14; i < frame.readableBytes(); i++) {
      ByteBuf copy = frame.copy();
      copy.setByte(i, copy.getByte(i) ^ 4);
      assertThat(ProbeFrames.stamp(true, copy).intact()).as("byte " + i).isFalse();
    }
  }

  @Test
  void somethingElseHasNoStamp() {
    ByteBuf frame = ProbeFrames.video(STAMP, 100);
    assertThat(ProbeFrames.stamp(true, frame.slice(0, 20)).stamp()).isNull();
    assertThat(ProbeFrames.stamp(true, frame.setInt(11, 0)).stamp()).isNull();
  }

  @Test
  void framesLookLikeH264() {
    ByteBuf header = ProbeFrames.videoHeader(5);
    assertThat(VideoTagHeader.parse(header).isSequenceHeader()).isTrue();
    assertThat(AvcConfig.parse(header.slice(5, header.readableBytes() - 5)))
        .hasValueSatisfying(config -> assertThat(config.width()).isEqualTo(640));
    assertThat(ProbeFrames.variant(header)).isEqualTo(5);
    assertThat(VideoTagHeader.parse(ProbeFrames.video(STAMP, 100)).isKeyFrame()).isTrue();
    assertThat(ProbeFrames.kind(true, header)).isEqualTo(ProbeFrames.Kind.VIDEO_HEADER);
    assertThat(ProbeFrames.kind(false, ProbeFrames.audioHeader()))
        .isEqualTo(ProbeFrames.Kind.AUDIO_HEADER);
  }
}
