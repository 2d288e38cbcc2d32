package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HazelcastSettlingTest {
  private final HazelcastSettling settling = new HazelcastSettling();

  private CompletableFuture<Void> settled(long stoodMillis) {
    return settling.settled(stoodMillis).toCompletableFuture();
  }

  @Test
  void aShortStandstillNeedsNoSettling() {
    assertThat(settled(3_900)).isDone();
  }

  @Test
  void afterALongStandstillASecondWithoutALossIsEnough() {
    CompletableFuture<Void> settled = settled(8_000);

    assertThat(settled).isNotDone();
    assertThat(settled).succeedsWithin(Duration.ofSeconds(3));
  }

  @Test
  void anOriginLostFromViewMeansWaitingForTheMerge() {
    settling.originLost();
    CompletableFuture<Void> settled = settled(8_000);
    CompletableFuture<Void> later = settled(8_000);
    CompletableFuture.delayedExecutor(1_500, TimeUnit.MILLISECONDS)
        .execute(
            () -> {
              assertThat(settled).isNotDone();
              settling.merged();
            });

    assertThat(settled).succeedsWithin(Duration.ofSeconds(4));
    assertThat(later).succeedsWithin(Duration.ofSeconds(1));
  }
}
