package dev.weir.loadtest.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  @Test
  void pausesStayBetweenHalfASecondAndFive() {
    Backoff backoff = new Backoff(new Random(1));

    long[] pauses = LongStream.generate(backoff::nextMillis).limit(1_000).toArray();

    assertThat(pauses[0]).isBetween(500L, 1_000L);
    assertThat(LongStream.of(pauses).min().getAsLong()).isGreaterThanOrEqualTo(500);
    assertThat(LongStream.of(pauses).max().getAsLong()).isBetween(4_000L, 5_000L);
  }

  @Test
  void aSuccessStartsItOver() {
    Backoff backoff = new Backoff(new Random(1));
    for (int failure = 0; failure < 10; failure++) {
      backoff.nextMillis();
    }

    backoff.succeeded();

    assertThat(backoff.nextMillis()).isLessThanOrEqualTo(1_000);
  }
}
