package dev.weir.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RateWindowTest {
  /** The clock passes the largest number a second later. */
  private static final long START = Long.MAX_VALUE - 1_000_000_000L;

  private static final long STEP_MILLIS = 250;

  private final RateWindow window = new RateWindow(5);
  private long millis;
  private double total;

  @Test
  void whatGrewBeforeTheFirstReadingCountsAsNothing() {
    assertThat(window.update(START, 1e9)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "250, 5", "1000, 20", "2500, 50", "5000, 100", "60000, 100"})
  void risesOverTheWindow(long afterMillis, double rate) {
    assertThat(grow(afterMillis, 100)).isEqualTo(rate, within(1e-6));
  }

  @ParameterizedTest
  @CsvSource({"250, 95", "2500, 50", "5000, 0", "60000, 0"})
  void fallsOverTheWindow(long afterMillis, double rate) {
    grow(10_000, 100);

    assertThat(grow(afterMillis, 0)).isEqualTo(rate, within(1e-6));
  }

  @Test
  void aReadingAfterALongTimeIsTheMeanOfThatTime() {
    grow(10_000, 100);
    millis += 20_000;

    assertThat(window.update(nanos(), total + 1_000)).isEqualTo(50, within(1e-6));
  }

  private double grow(long forMillis, double rate) {
    double last = window.update(nanos(), total);
    for (long end = millis + forMillis; millis < end; ) {
      millis += STEP_MILLIS;
      total += rate * STEP_MILLIS / 1_000;
      last = window.update(nanos(), total);
    }
    return last;
  }

  private long nanos() {
    return START + millis * 1_000_000;
  }
}
