package dev.weir.access.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final CircuitBreaker breaker = new CircuitBreaker(0);

  @Test
  void opensAfterFiveFailuresInTenSeconds() {
    for (int i = 0; i < 4; i++) {
      assertThat(breaker.ended(true, i * SECOND)).isFalse();
      assertThat(breaker.admits(i * SECOND)).isTrue();
    }
    assertThat(breaker.ended(true, 4 * SECOND)).isTrue();
    assertThat(breaker.isOpen()).isTrue();
    assertThat(breaker.admits(4 * SECOND)).isFalse();
  }

  @Test
  void failuresThatAreFarApartDoNotOpenIt() {
    for (int i = 0; i < 50; i++) {
      assertThat(breaker.ended(true, i * 3 * SECOND)).isFalse();
    }
  }

  @Test
  void aFailureNowAndThenDoesNotOpenIt() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(breaker.ended(i % 20 == 0, i * SECOND / 100)).isFalse();
    }
  }

  @Test
  void triesOneCallAtATimeUntilOneSucceeds() {
    for (int i = 0; i < 5; i++) {
      breaker.ended(true, 0);
    }
    assertThat(breaker.admits(5 * SECOND - 1)).isFalse();
    assertThat(breaker.admits(5 * SECOND)).isTrue();
    assertThat(breaker.admits(5 * SECOND)).isFalse();
    assertThat(breaker.ended(true, 7 * SECOND)).isFalse();

    assertThat(breaker.admits(11 * SECOND)).isFalse();
    assertThat(breaker.admits(12 * SECOND)).isTrue();
    assertThat(breaker.ended(false, 12 * SECOND)).isTrue();
    assertThat(breaker.isOpen()).isFalse();
    assertThat(breaker.admits(12 * SECOND)).isTrue();
    assertThat(breaker.admits(12 * SECOND)).isTrue();
    assertThat(breaker.ended(true, 13 * SECOND)).isFalse();
  }
}
