package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BacklogTest {
  private final Backlog backlog = new Backlog();

  @Test
  void whatIsSentAtOnceLeavesNoLag() {
    for (int i = 0; i < 1_000; i++) {
      backlog.wrote(100, i * 40L, 0);
    }
    assertThat(backlog.millis(0)).isZero();
    assertThat(backlog.sent(0)).isEqualTo(100_000);
  }

  @Test
  void lagIsFromTheOldestUnsentWriteToTheNewest() {
    backlog.wrote(100, 0, 100);
    backlog.wrote(100, 40, 200);
    backlog.wrote(100, 80, 300);
    assertThat(backlog.millis(300)).isEqualTo(80);
    assertThat(backlog.millis(201)).isEqualTo(80);
    assertThat(backlog.millis(200)).isEqualTo(40);
    assertThat(backlog.millis(100)).isZero();
    assertThat(backlog.millis(0)).isZero();
  }

  @Test
  void theDrainIsMeasuredWhileSomethingWaits() {
    assertThat(backlog.drainMillis(1_000)).isZero();
    for (int i = 0; i < 20; i++) {
      backlog.wrote(4_000, i * 40L, 10_000 + 2_000L * i);
    }
    assertThat(backlog.drainMillis(50_000)).isBetween(900L, 1_100L);
    backlog.wrote(100, 800, 0);
    assertThat(backlog.drainMillis(50_000)).isZero();
    for (int i = 0; i < 20; i++) {
      backlog.wrote(100, 1_000 + i * 40L, 100 * (i + 1));
    }
    assertThat(backlog.drainMillis(1)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void timeMayWrapAndGoBack() {
    backlog.wrote(100, 0xFFFF_FFF0L, 100);
    backlog.wrote(100, 24, 200);
    assertThat(backlog.millis(200)).isEqualTo(40);
    backlog.wrote(100, 0xFFFF_FF00L, 300);
    assertThat(backlog.millis(300)).isZero();
  }

  @Test
  void pastItsMarksTheOldestStaysAndTheNewestMoves() {
    for (int i = 0; i < 1_000; i++) {
      backlog.wrote(100, i * 40L, 100L * (i + 1));
    }
    assertThat(backlog.millis(100_000)).isEqualTo(999 * 40);
    assertThat(backlog.millis(100_000 - 100 * 255)).isEqualTo((999 - 255) * 40);
    assertThat(backlog.millis(50)).isEqualTo((999 - 255) * 40);
    assertThat(backlog.millis(0)).isZero();
  }
}
