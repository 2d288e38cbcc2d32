package dev.weir.loadtest.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SightTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int HEAD = 48;

  private final Tally tally = new Tally();
  private final Sight sight = new Sight(tally);

  @Test
  void picturesFromTheCacheHaveNoAgeButNumbers() {
    picture(7, 10 * SECOND, 12 * SECOND, 12 * SECOND, false);
    picture(9, 11 * SECOND, 12 * SECOND, 12 * SECOND, false);
    picture(10, 13 * SECOND, 12 * SECOND, 13 * SECOND + 5_000_000, false);

    assertThat(tally.frames()).isEqualTo(3);
    assertThat(tally.missing()).isEqualTo(1);
    assertThat(tally.ages().getTotalCount()).isEqualTo(1);
    assertThat(tally.ageMillis(100)).isBetween(4.9, 5.1);
  }

  @Test
  void aViewerWhoComesAgainHasOnePauseAndMissesWhatHeMissed() {
    picture(1, SECOND, 0, SECOND, false);
    // He comes again: the cache shows what he saw, then what he did not, from 3 on.
    boolean overlap = picture(0, 1, 4 * SECOND, 4 * SECOND, true);
    assertThat(overlap).isTrue();
    overlap = picture(1, SECOND, 4 * SECOND, 4 * SECOND, true);
    assertThat(overlap).isTrue();
    overlap = picture(3, 3 * SECOND, 4 * SECOND, 4 * SECOND, true);

    assertThat(overlap).isFalse();
    assertThat(tally.stalls()).isEqualTo(1);
    assertThat(tally.stalledMillis()).isEqualTo(3_000);
    assertThat(tally.missing()).isEqualTo(1);
    assertThat(tally.repeated()).isZero();
    assertThat(tally.badStarts()).isZero();
    assertThat(sight.longestPause(4 * SECOND)).isEqualTo(3 * SECOND);
  }

  @Test
  void aStreamThatBeginsAnewIsNotWaitedForForEver() {
    picture(1_000, SECOND, 0, SECOND, false);

    boolean overlap = picture(0, 10 * SECOND, 2 * SECOND, 10 * SECOND, true);

    assertThat(overlap).isFalse();
    assertThat(tally.repeated()).isEqualTo(1);
  }

  @Test
  void aPauseThatLastsCountsOnceAndAsAWhole() {
    picture(1, SECOND, 0, SECOND, false);
    sight.forgetPauses();

    assertThat(sight.longestPause(5 * SECOND)).isEqualTo(4 * SECOND);
    sight.settle(5 * SECOND);
    sight.settle(6 * SECOND);

    assertThat(tally.stalls()).isEqualTo(1);
    assertThat(tally.stalledMillis()).isEqualTo(4_000);
  }

  @Test
  void aConfigurationIsNoPictureOfAStampedStream() {
    picture(1, SECOND, 0, SECOND, false);

    sight.picture(new byte[HEAD], HEAD, false, 0, 3 * SECOND, false);

    assertThat(sight.silence(3 * SECOND)).isEqualTo(2 * SECOND);
  }

  private boolean picture(int number, long sent, long asked, long now, boolean overlap) {
    ByteBuf body = Unpooled.buffer().writeZero(HEAD);
    Stamp.mark(body);
    Stamp.set(body, number, sent);
    return sight.picture(body.array(), HEAD, false, asked, now, overlap);
  }
}
