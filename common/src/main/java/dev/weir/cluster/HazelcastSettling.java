package dev.weir.cluster;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * When a node that stood still may believe its view of the cluster again.
 *
 * <p>Whoever misses heartbeats for {@code max.no.heartbeat.seconds} is given up by the others, and
 * told so when its next heartbeat comes. It then loses them from view, one after another, and is
 * alone until the halves have found each other and merged. How long the loss takes depends on how
 * many there are, so a view without a loss proves nothing: the others have to say that they count
 * this node among them.
 */
final class HazelcastSettling {
  /** Below the 5 s after which the others give a silent member up. */
  static final long SAFE_MILLIS = 4_000;

  /** By then the others have had a heartbeat, and give up no more whom they have not yet. */
  private static final long LOOK_MILLIS = 1_000;

  private static final long LOOK_AGAIN_MILLIS = 250;

  /**
   * Merges are tried every 3 s and take one or two; that none comes means that nobody is left, or
   * that the network is split, and then each side goes on with what it has.
   */
  private static final long LATEST_MILLIS = 8_000;

  /** A loss may be noticed before the one who asks gets to ask. */
  private static final long LOOK_BACK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();
  private final Supplier<CompletionStage<Boolean>> allKnowMe;

  /** A question is under way, for those who were due when it began. */
  private boolean asking;

  /** Those who came due meanwhile: the answer on its way may be older than their look. */
  private CompletableFuture<Boolean> nextAnswer;

  private final AtomicLong lostNanos = new AtomicLong(System.nanoTime() - LOOK_BACK_NANOS);

  /**
   * @param allKnowMe asks the other origins in view whether this node is one of them; never fails
   */
  HazelcastSettling(Supplier<CompletionStage<Boolean>> allKnowMe) {
    this.allKnowMe = allKnowMe;
  }

  void originLost() {
    lostNanos.set(System.nanoTime());
  }

  void merged() {
    waiting.forEach(future -> future.complete(null));
  }

  /** See {@link StreamRegistry#settled}. */
  CompletionStage<Void> settled(long stoodMillis) {
    if (stoodMillis < SAFE_MILLIS) {
      return CompletableFuture.completedStage(null);
    }
    long since = System.nanoTime() - LOOK_BACK_NANOS;
    CompletableFuture<Void> settled = new CompletableFuture<>();
    waiting.add(settled);
    settled.whenComplete((v, failure) -> waiting.remove(settled));
    after(LOOK_MILLIS).execute(() -> look(settled, since));
    return settled.completeOnTimeout(null, LATEST_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void look(CompletableFuture<Void> settled, long since) {
    if (!settled.isDone() && lostNanos.get() - since < 0) {
      answer().thenAccept(known -> looked(settled, since, known));
    }
  }

  /** One question for all streams, or a node that wakes with many would flood the others. */
  private CompletableFuture<Boolean> answer() {
    CompletableFuture<Boolean> mine = new CompletableFuture<>();
    synchronized (this) {
      if (asking) {
        nextAnswer = nextAnswer == null ? mine : nextAnswer;
        return nextAnswer;
      }
      asking = true;
    }
    ask(mine);
    return mine;
  }

  private void ask(CompletableFuture<Boolean> mine) {
    allKnowMe
        .get()
        .thenAccept(
            known -> {
              CompletableFuture<Boolean> next = next();
              mine.complete(known);
              if (next != null) {
                ask(next);
              }
            });
  }

  private synchronized CompletableFuture<Boolean> next() {
    CompletableFuture<Boolean> next = nextAnswer;
    nextAnswer = null;
    asking = next != null;
    return next;
  }

  private void looked(CompletableFuture<Void> settled, long since, boolean known) {
    if (!known) {
      after(LOOK_AGAIN_MILLIS).execute(() -> look(settled, since));
    } else if (lostNanos.get() - since < 0) {
      settled.complete(null);
    }
  }

  private static Executor after(long millis) {
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run);
  }
}
