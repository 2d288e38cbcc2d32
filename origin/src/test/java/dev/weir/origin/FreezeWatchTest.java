package dev.weir.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FreezeWatchTest {
  private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(5);

  private final FreezeWatch watch = new FreezeWatch(START);

  private static long after(long millis) {
    return START + TimeUnit.MILLISECONDS.toNanos(millis);
  }

  @Test
  void lookingNowAndThenSeesNoFreeze() {
    for (int millis = 0; millis < 20_000; millis += 1_000) {
      assertThat(watch.look(after(millis))).isZero();
    }
  }

  @Test
  void aFreezeIsSeenByTheFirstWhoLooksAndCountsOnce() {
    watch.look(after(250));

    assertThat(watch.look(after(8_250))).isOne();
    assertThat(watch.look(after(8_251))).isOne();
    assertThat(watch.look(after(8_500))).isOne();
    assertThat(watch.stood()).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void aReadingFromBeforeIsNoFreeze() {
    watch.look(after(5_000));
    int seen = watch.look(after(8_500));

    assertThat(watch.look(after(4_000))).isEqualTo(seen);
    assertThat(watch.look(after(8_600))).isEqualTo(seen);
  }
}
