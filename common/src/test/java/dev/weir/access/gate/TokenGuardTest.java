package dev.weir.access.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TokenGuardTest {
  private static final String GUESSER = "203.0.113.66";
  private static final String ELSEWHERE = "198.51.100.1";
  private static final String RIGHT = "the-token-that-is-right";

  private long nowNanos;
  private int bans;
  private int checks;
  private final TokenGuard guard =
      new TokenGuard(
          new GateLimits(10, Duration.ofMinutes(5), 0, 0, 0), () -> bans++, () -> nowNanos);

  @Test
  void aHundredThousandGuessesCostTenChecks() {
    for (int i = 0; i < 100_000; i++) {
      show(GUESSER, "guess-" + i);
      nowNanos += TimeUnit.MILLISECONDS.toNanos(1);
    }
    assertThat(checks).isEqualTo(10);
    assertThat(bans).isEqualTo(1);
  }

  @Test
  void theRightTokenIsLookedAtFromAnywhereElseAndLaterFromThereToo() {
    guessTooOften();
    assertThat(show(GUESSER, RIGHT)).isFalse();
    assertThat(show(ELSEWHERE, RIGHT)).isTrue();
    assertThat(show(GUESSER, RIGHT)).as("right elsewhere").isFalse();

    nowNanos += TimeUnit.MINUTES.toNanos(5);
    assertThat(show(GUESSER, RIGHT)).isTrue();
  }

  @Test
  void whoWasRightBeforeStaysInDespiteOthersAtHisAddress() {
    assertThat(show(GUESSER, RIGHT)).isTrue();
    guessTooOften();
    assertThat(show(GUESSER, RIGHT)).isTrue();
  }

  @Test
  void aTokenThatIsNotValidAnyMoreIsForgotten() {
    assertThat(show(GUESSER, RIGHT)).isTrue();
    guessTooOften();
    guard.attempt(GUESSER, RIGHT).orElseThrow().ended(false);
    assertThat(guard.attempt(GUESSER, RIGHT)).isEmpty();
  }

  @Test
  void withoutALimitAllAreLookedAt() {
    TokenGuard none = TokenGuard.none();
    for (int i = 0; i < 1_000; i++) {
      Optional<TokenGuard.Attempt> attempt = none.attempt(GUESSER, "guess-" + i);
      attempt.orElseThrow().ended(false);
    }
    assertThat(none.attempt(GUESSER, RIGHT)).isPresent();
  }

  private void guessTooOften() {
    for (int i = 0; i < 30; i++) {
      show(GUESSER, "guess-" + i);
    }
    assertThat(bans).isEqualTo(1);
  }

  /** Whether it was looked at and right. */
  private boolean show(String from, String token) {
    Optional<TokenGuard.Attempt> attempt = guard.attempt(from, token);
    boolean right = token.equals(RIGHT);
    attempt.ifPresent(
        one -> {
          checks++;
          one.ended(right);
        });
    return right && attempt.isPresent();
  }
}
