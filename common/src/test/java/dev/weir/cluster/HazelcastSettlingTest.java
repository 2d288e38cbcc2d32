package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HazelcastSettlingTest {
  private final AtomicInteger questions = new AtomicInteger();
  private volatile boolean known = true;
  private final HazelcastSettling settling =
      new HazelcastSettling(
          () -> {
            questions.incrementAndGet();
            return CompletableFuture.supplyAsync(() -> known);
          });

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

  /** They tell a node that they have given it up one after another, as it calls on them. */
  @Test
  void whomTheOthersHaveGivenUpWaitsForTheMergeBeforeItSeesThem() {
    known = false;
    CompletableFuture<Void> settled = settled(8_000);

    assertThat(settled).failsWithin(Duration.ofMillis(1_600));
    settling.originLost();
    known = true;
    assertThat(settled).failsWithin(Duration.ofMillis(600));
    settling.merged();

    assertThat(settled).succeedsWithin(Duration.ofSeconds(1));
  }

  @Test
  void aNodeAsksOnceForAllItsStreams() {
    List<CompletableFuture<Void>> all =
        IntStream.range(0, 500).mapToObj(stream -> settled(8_000)).toList();

    assertThat(all).allSatisfy(one -> assertThat(one).succeedsWithin(Duration.ofSeconds(3)));
    assertThat(questions).hasValueLessThan(50);
  }

  @Test
  void anAnswerThatDidNotComeIsAskedForAgain() {
    known = false;
    CompletableFuture<Void> settled = settled(8_000);
    assertThat(settled).failsWithin(Duration.ofMillis(1_200));

    known = true;

    assertThat(settled).succeedsWithin(Duration.ofSeconds(1));
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
