package dev.weir.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacesTest {
  private static final long MILLI = 1_000_000;

  @Test
  void aRetryWaitsLongerEveryTimeUpToALimit() {
    RetryPace pace = new RetryPace(() -> 0.5);
    assertThat(List.of(pace.next(), pace.next(), pace.next(), pace.next(), pace.next()))
        .containsExactly(250L, 500L, 1_000L, 2_000L, 2_000L);
    pace.reset();
    assertThat(pace.next()).isEqualTo(250);
  }

  @Test
  void retriesAreSpread() {
    assertThat(new RetryPace(() -> 0).next()).isEqualTo(187);
    assertThat(new RetryPace(() -> 1).next()).isEqualTo(312);
  }

  @Test
  void aFewLookupsAreFreeAndThenTwoASecond() {
    AskPace pace = new AskPace();
    List<Long> made = new ArrayList<>();
    for (long millis = 100_000; millis < 110_000; millis += 10) {
      if (pace.take(millis * MILLI) == 0) {
        made.add(millis - 100_000);
      }
    }
    assertThat(made).startsWith(0L, 10L, 20L, 30L, 500L, 1_000L, 1_500L).hasSize(23);
  }

  @Test
  void theWaitIsNoLongerThanNeeded() {
    AskPace pace = new AskPace();
    for (int i = 0; i < 4; i++) {
      assertThat(pace.take(-MILLI)).isZero();
    }
    assertThat(pace.take(-MILLI)).isEqualTo(501);
    assertThat(pace.take(500 * MILLI)).isZero();
    assertThat(pace.take(500 * MILLI)).isEqualTo(500);
  }

  @Test
  void theAllowanceComesBackWhole() {
    AskPace pace = new AskPace();
    for (int i = 0; i < 4; i++) {
      pace.take(0);
    }
    for (int i = 0; i < 4; i++) {
      assertThat(pace.take(60_000 * MILLI)).isZero();
    }
    assertThat(pace.take(60_000 * MILLI)).isPositive();
  }
}
