package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class GapTest {
  private static final double FRAME = 40;
  private static final double BUFFER = 500;

  @Test
  void picturesThatNeverCameAreLost() {
    assertThat(gap(120, 10, 13).lostMillis(FRAME, BUFFER)).isEqualTo(80);
  }

  @Test
  void lateOnesAreNotLostWithinThePlayersBuffer() {
    assertThat(gap(540, 10, 11).lostMillis(FRAME, BUFFER)).isZero();
    assertThat(gap(700, 10, 11).lostMillis(FRAME, BUFFER)).isEqualTo(160);
  }

  @Test
  void timeOfMissingPicturesIsNotCountedTwice() {
    assertThat(gap(2_000, 10, 60).lostMillis(FRAME, BUFFER)).isEqualTo(1_960);
  }

  @Test
  void whatIsStillOpenIsLateOnly() {
    assertThat(gap(3_000, 10, -1).lostMillis(FRAME, BUFFER)).isEqualTo(2_460);
  }

  private static Gap gap(long millis, long from, long to) {
    return new Gap(0, millis * 1_000_000, from, to);
  }
}
