package dev.weir.loadtest.bench;

import dev.weir.loadtest.up.NodeDiedException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** How a bench waits: any wait ends at once when the user stops it or a server dies. */
final class Patience {
  private static final Duration LOOK = Duration.ofMillis(100);

  private final CompletableFuture<String> stop;
  private CompletableFuture<?> trouble = new CompletableFuture<>();

  /**
   * @param stop done when the bench is to end
   */
  Patience(CompletableFuture<String> stop) {
    this.stop = stop;
  }

  /** From now on fails any wait with the reason when one of these is done. */
  void watch(CompletableFuture<?>... troubles) {
    trouble = CompletableFuture.anyOf(troubles);
  }

  /** Lets time pass. */
  void pause(Duration time) {
    await(new CompletableFuture<>(), time);
  }

  /** Waits for a condition; whether it came about in time. */
  boolean until(BooleanSupplier condition, Duration limit) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > limit.toNanos()) {
        return false;
      }
      pause(LOOK);
    }
    return true;
  }

  /**
   * Waits for a future; whether it was done in time.
   *
   * @throws BenchFailure when the future or what is watched fails
   * @throws CancellationException when the user stops the bench
   */
  boolean await(CompletableFuture<?> future, Duration limit) {
    try {
      CompletableFuture.anyOf(stop, trouble, future).get(limit.toNanos(), TimeUnit.NANOSECONDS);
      return !check();
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    }
  }

  private boolean check() {
    if (stop.isDone()) {
      throw new CancellationException(stop.join());
    }
    if (trouble.isDone()) {
      throw new BenchFailure(String.valueOf(trouble.join()));
    }
    return false;
  }

  private RuntimeException failure(Throwable cause) {
    if (stop.isDone()) {
      return new CancellationException(stop.join());
    }
    if (cause instanceof CompletionException && cause.getCause() != null) {
      return failure(cause.getCause());
    }
    if (cause instanceof NodeDiedException died) {
      return new BenchFailure(died.getMessage(), died.lastLines());
    }
    return cause instanceof BenchFailure known
        ? known
        : new BenchFailure(String.valueOf(cause.getMessage()));
  }
}
