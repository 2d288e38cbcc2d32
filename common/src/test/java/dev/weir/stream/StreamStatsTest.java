package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFrame;
import dev.weir.media.MediaFrames;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamStatsTest {
  private final StreamStats stats = new StreamStats();
  private final StreamHeaders headers = new StreamHeaders();

  @AfterEach
  void clear() {
    headers.clear();
  }

  @Test
  void theRateIsThatOfMediaTime() {
    for (int i = 0; i < 200; i++) {
      count(video(i * 40L, 5_000));
    }
    assertThat(stats.snapshot(headers, 7).kbps()).isEqualTo(1_000);
    assertThat(stats.snapshot(headers, 7).videoFrames()).isEqualTo(200);
    assertThat(stats.snapshot(headers, 7).bytes()).isEqualTo(1_000_000);
    assertThat(stats.snapshot(headers, 7).gopBytes()).isEqualTo(7);
  }

  @Test
  void tracksThatAreALittleOutOfOrderDoNotDisturbIt() {
    for (int i = 0; i < 200; i++) {
      count(video(i * 40L + 5_000, 4_500));
      count(MediaFrames.audio(i * 40L + 4_990, Unpooled.wrappedBuffer(new byte[500])));
    }
    assertThat(stats.snapshot(headers, 0).kbps()).isBetween(980, 1_000);
  }

  @Test
  void aJumpBeginsANewWindow() {
    for (int i = 0; i < 100; i++) {
      count(video(i * 40L, 5_000));
    }
    for (int i = 0; i < 100; i++) {
      count(video(3_600_000 + i * 40L, 5_000));
    }
    for (int i = 0; i < 100; i++) {
      count(video(i * 40L, 5_000));
    }
    assertThat(stats.snapshot(headers, 0).kbps()).isEqualTo(1_000);
  }

  @Test
  void headersTellCodecsAndSound() {
    keep(MediaFrames.audio(0, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("af001210"))));
    StreamStats.Snapshot snapshot = stats.snapshot(headers, 0);

    assertThat(snapshot.audioCodec()).isEqualTo("mp4a");
    assertThat(snapshot.sampleRate()).isEqualTo(44_100);
    assertThat(snapshot.channels()).isEqualTo(2);
    assertThat(snapshot.videoCodec()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1700000000ff",
        "170000000001640028ffe1ffff",
        "9068766331",
        "906176633101",
        "1700000000"
      })
  void headersThatCannotBeReadTellNothingAndThrowNothing(String body) {
    keep(MediaFrames.video(0, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(body))));
    keep(MediaFrames.audio(0, Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("af00"))));

    assertThat(stats.snapshot(headers, 0).width()).isZero();
  }

  private void keep(MediaFrame frame) {
    headers.keep(frame);
    frame.release();
  }

  private void count(MediaFrame frame) {
    stats.count(frame);
    frame.release();
  }

  private static MediaFrame video(long time, int size) {
    return MediaFrames.video(time, Unpooled.wrappedBuffer(new byte[size]));
  }
}
