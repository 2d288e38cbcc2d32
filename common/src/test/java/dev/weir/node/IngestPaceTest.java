package dev.weir.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IngestPaceTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long BITS = 8_000_000;
  private static final long BYTES_A_SECOND = BITS / 8;

  private final IngestPace pace = new IngestPace(BITS, 0);

  @Test
  void whoKeepsToItIsNeverHeldUp() {
    for (long now = 0; now < 600 * SECOND; now += 40 * MILLI) {
      assertThat(pace.spend(BYTES_A_SECOND / 25, now)).isZero();
    }
  }

  @Test
  void fiveSecondsWorthMayComeAtOnceAndThenNoMore() {
    assertThat(pace.spend(5 * BYTES_A_SECOND, 0)).isZero();
    // A tenth of a second's worth too much is a tenth of a second's rest.
    assertThat(pace.spend(BYTES_A_SECOND / 10, 0)).isEqualTo(100 * MILLI);
    assertThat(pace.spend(1, 100 * MILLI)).isEqualTo(50 * MILLI);
    assertThat(pace.spend(BYTES_A_SECOND, SECOND + 200 * MILLI)).isZero();
  }

  @Test
  void whoSendsTwiceAsMuchIsHalvedAndClosedAfterTenSeconds() {
    long now = 0;
    long read = 0;
    long slowedSince = -1;
    while (true) {
      // What twice the rate leaves in the kernel while nobody reads, up to a buffer's size.
      long bytes = 2 * BYTES_A_SECOND / 25;
      long pause = pace.spend(bytes, now);
      read += bytes;
      if (pause == IngestPace.TOO_LONG) {
        break;
      }
      if (pause > 0 && slowedSince < 0) {
        slowedSince = now;
      }
      now += Math.max(pause, 40 * MILLI);
      assertThat(now).isLessThan(60 * SECOND);
    }
    assertThat(slowedSince).isBetween(4 * SECOND, 6 * SECOND);
    assertThat(now - slowedSince).isBetween(10 * SECOND, 11 * SECOND);
    assertThat((double) read / now * SECOND).isLessThan(1.5 * BYTES_A_SECOND);
  }

  @Test
  void whoSlowsDownIsForgiven() {
    pace.spend(5 * BYTES_A_SECOND, 0);
    long now = 0;
    for (int i = 0; i < 80; i++) {
      long pause = pace.spend(BYTES_A_SECOND / 5, now);
      assertThat(pause).isPositive();
      now += pause;
      if (now > 8 * SECOND) {
        break;
      }
    }
    // Three seconds below the rate, and the ten seconds begin anew.
    for (int i = 0; i < 75; i++) {
      now += 40 * MILLI;
      pace.spend(BYTES_A_SECOND / 30, now);
    }
    assertThat(pace.spend(6 * BYTES_A_SECOND, now)).isEqualTo(SECOND);
    assertThat(pace.spend(BYTES_A_SECOND, now + 5 * SECOND)).isNotEqualTo(IngestPace.TOO_LONG);
  }

  @Test
  void withoutALimitNothingIsCounted() {
    IngestPace free = new IngestPace(0, 0);
    assertThat(free.spend(Long.MAX_VALUE / 2, 1)).isZero();
    assertThat(free.spend(Long.MAX_VALUE / 2, 2)).isZero();
  }
}
