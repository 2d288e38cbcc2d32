package dev.weir.egress;

import static dev.weir.metrics.OverloadLimit.EGRESS;
import static dev.weir.metrics.OverloadLimit.LOOPS;
import static dev.weir.metrics.OverloadLimit.VIEWERS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.weir.egress.OverloadState.Reading;
import dev.weir.egress.OverloadState.Verdict;
import dev.weir.metrics.OverloadLimit;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OverloadStateTest {
  private static final long STEP_MILLIS = 250;

  /** 20 viewers, 8 Mbit/s, 90 %. */
  private static final OverloadSettings ALL = new OverloadSettings(20, 8_000_000, 90, true);

  private OverloadState state = new OverloadState(ALL);
  private long millis;
  private long bytes;

  @ParameterizedTest
  @CsvSource({
    // viewers, bytes a second, busy loops, limits that are passed
    "0, 0, 0 0, ''",
    "19, 990000, 0.89 0.5, ''",
    "20, 0, 0 0, VIEWERS",
    "0, 1000000, 0 0, EGRESS",
    "0, 0, 0.1 0.91, LOOPS",
    "0, 0, 0.91 0.1, LOOPS",
    "25, 2000000, 1 1, VIEWERS EGRESS LOOPS"
  })
  void afterAWhileEachLimitSpeaksForItself(int viewers, long rate, String busy, String over) {
    Verdict verdict = run(15_000, viewers, rate, busy);

    assertThat(verdict.over())
        .containsExactlyElementsOf(
            Arrays.stream(over.split(" "))
                .filter(name -> !name.isEmpty())
                .map(OverloadLimit::valueOf)
                .toList());
  }

  @Test
  void usedIsTheShareOfTheLimit() {
    Verdict verdict = run(15_000, 5, 500_000, "0.2 0.45");

    assertThat(verdict.used(VIEWERS)).isEqualTo(0.25);
    assertThat(verdict.used(EGRESS)).isEqualTo(0.5, within(1e-3));
    assertThat(verdict.used(LOOPS)).isEqualTo(0.5, within(1e-3));
  }

  @Test
  void viewersCountAtOnceAndWhatIsMeasuredOverSeconds() {
    assertThat(run(STEP_MILLIS, 20, 1_500_000, "1").over()).containsExactly(VIEWERS);
    assertThat(run(3_500, 20, 1_500_000, "1").over()).containsExactly(VIEWERS, EGRESS);
    assertThat(run(5_000, 20, 1_500_000, "1").over()).containsExactly(VIEWERS, EGRESS);
    assertThat(run(1_000, 20, 1_500_000, "1").over()).containsExactly(VIEWERS, EGRESS, LOOPS);
  }

  /** A crowd that joins gets seconds of pictures at once, and the loops are full meanwhile. */
  @Test
  void aShortPeakIsNoOverload() {
    run(10_000, 10, 500_000, "0.4");

    assertThat(run(2_000, 10, 1_700_000, "1").over()).isEmpty();
    assertThat(run(10_000, 10, 500_000, "0.4").over()).isEmpty();
    assertThat(run(8_000, 10, 500_000, "1").over()).isEmpty();
    assertThat(run(10_000, 10, 500_000, "0.4").over()).isEmpty();
  }

  @Test
  void endsWhenAllIsCalmForAWhile() {
    run(10_000, 20, 2_000_000, "0.2");

    // The window runs empty below nine tenths; five more seconds of that.
    assertThat(run(7_000, 18, 100_000, "0.2").over()).containsExactly(EGRESS);
    assertThat(run(3_000, 18, 100_000, "0.2").over()).isEmpty();
  }

  @Test
  void twoLoopsThatTakeTurnsAreNotFull() {
    for (int turn = 0; turn < 20; turn++) {
      assertThat(run(500, 0, 0, turn % 2 == 0 ? "1 0" : "0 1").over()).isEmpty();
    }
  }

  @Test
  void aNodeThatWasStoppedWasNotBusyMeanwhile() {
    run(1_000, 0, 0, "1");
    millis += 60_000;

    assertThat(run(STEP_MILLIS, 0, 0, "1").over()).isEmpty();
  }

  @Test
  void withoutLimitsNothingIsPassedAndNothingUsed() {
    state = new OverloadState(OverloadSettings.NONE);
    Verdict verdict = run(10_000, 1_000_000, 1_000_000_000, "1 1");

    assertThat(verdict.over()).isEmpty();
    assertThat(verdict.used().values()).containsOnly(0.0);
  }

  private Verdict run(long forMillis, int viewers, long bytesPerSecond, String busy) {
    List<Double> loops = Arrays.stream(busy.split(" ")).map(Double::valueOf).toList();
    Verdict last = Verdict.CALM;
    for (long end = millis + forMillis; millis < end; ) {
      last = state.update(millis * 1_000_000, new Reading(viewers, bytes, loops));
      millis += STEP_MILLIS;
      bytes += bytesPerSecond * STEP_MILLIS / 1_000;
    }
    return last;
  }
}
