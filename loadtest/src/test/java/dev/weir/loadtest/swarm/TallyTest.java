package dev.weir.loadtest.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void givesPercentilesOfAges() {
    for (int i = 1; i <= 100; i++) {
      tally.frame(i - 1, i, false, TimeUnit.MILLISECONDS.toNanos(i));
    }

    assertThat(tally.frames()).isEqualTo(100);
    assertThat(tally.ageMillis(50)).isCloseTo(50, within(0.1));
    assertThat(tally.ageMillis(99)).isCloseTo(99, within(0.1));
    assertThat(tally.ageMillis(100)).isCloseTo(100, within(0.2));
  }

  @Test
  void takesAnyAge() {
    tally.frame(-1, 0, true, -5);
    tally.frame(0, 1, false, Long.MAX_VALUE);

    assertThat(tally.frames()).isEqualTo(2);
    assertThat(tally.ageMillis(0)).isZero();
  }

  @Test
  void countsGapsRepetitionsAndBrokenPictures() {
    tally.frame(-1, 7, true, 1);
    tally.frame(7, 10, true, 1);
    tally.frame(10, 12, false, 1);
    tally.frame(12, 12, false, 1);
    tally.frame(12, 3, true, 1);

    assertThat(tally.missing()).isEqualTo(3);
    assertThat(tally.badStarts()).isEqualTo(1);
    assertThat(tally.repeated()).isEqualTo(2);
  }

  @Test
  void countsLongPausesOnly() {
    tally.pause(TimeUnit.MILLISECONDS.toNanos(999));
    tally.pause(TimeUnit.MILLISECONDS.toNanos(1_500));

    assertThat(tally.stalls()).isEqualTo(1);
    assertThat(tally.stalledMillis()).isEqualTo(1_500);
  }

  @Test
  void addsAndForgets() {
    tally.frame(0, 2, false, 1);
    Tally sum = tally.copy();
    sum.add(tally);
    tally.reset();

    assertThat(sum.missing()).isEqualTo(2);
    assertThat(sum.frames()).isEqualTo(2);
    assertThat(tally.frames()).isZero();
    assertThat(tally.missing()).isZero();
    assertThat(tally.ageMillis(99)).isZero();
  }

  @Test
  void aStampCanBeReadAgain() {
    ByteBuf body = Unpooled.buffer().writeZero(60);
    Stamp.mark(body);
    Stamp.set(body, 0x1_0000_0002L, -3);
    byte[] head = new byte[48];
    body.getBytes(0, head);

    assertThat(Stamp.isIn(head, 48)).isTrue();
    assertThat(Stamp.isIn(head, Stamp.END - 1)).isFalse();
    assertThat(Stamp.number(head)).isEqualTo(0x1_0000_0002L);
    assertThat(Stamp.nanos(head)).isEqualTo(-3);
    assertThat(Stamp.isIn(new byte[48], 48)).isFalse();
  }

  @Test
  void aFeedKeepsItsBitrate() {
    Feed feed = new Feed(1_000, 25, 50);

    long second =
        25L * feed.videoBytes(false) + feed.videoBytes(true) / 2 - feed.videoBytes(false) / 2;
    assertThat(second * 8 / 1000 + Feed.AUDIO_KBPS).isCloseTo(1_000, within(2L));
    assertThat(feed.videoBytes(true)).isCloseTo(6 * feed.videoBytes(false), within(6));
    assertThat(feed.isKeyFrame(0)).isTrue();
    assertThat(feed.isKeyFrame(51)).isFalse();
  }
}
