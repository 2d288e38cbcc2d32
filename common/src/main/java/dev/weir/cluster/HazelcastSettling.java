package dev.weir.cluster;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When a node that stood still may believe its view of the cluster again.
 *
 * <p>Whoever misses heartbeats for {@code max.no.heartbeat.seconds} is given up by the others,
 * which close their connections to it. It learns that as it wakes, by losing them from view, and is
 * alone until the halves have found each other and merged.
 */
final class HazelcastSettling {
  /** Below the 5 s after which the others give a silent member up. */
  static final long SAFE_MILLIS = 4_000;

  /** Lost connections are noticed after four failures, 40 ms apart. */
  private static final long LOOK_MILLIS = 1_000;

  /**
   * Merges are tried every 3 s and take one or two; that none comes means that nobody is left, or
   * that the network is split, and then each side goes on with what it has.
   */
  private static final long LATEST_MILLIS = 8_000;

  /** A loss may be noticed before the one who asks gets to ask. */
  private static final long LOOK_BACK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Set<CompletableFuture<Void>> waiting = ConcurrentHashMap.newKeySet();
  private final AtomicLong lostNanos = new AtomicLong(System.nanoTime() - LOOK_BACK_NANOS);

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
    after(LOOK_MILLIS)
        .execute(
            () -> {
              if (lostNanos.get() - since < 0) {
                settled.complete(null);
              }
            });
    return settled.completeOnTimeout(null, LATEST_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static Executor after(long millis) {
    return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, Runnable::run);
  }
}
