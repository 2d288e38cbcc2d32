package dev.weir.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The way from Hazelcast to a Vert.x future: a deadline, failures in this package's terms, and the
 * result on the context it was asked from. Calls that Hazelcast offers only in blocking form run on
 * two threads of its own.
 */
final class HazelcastCalls implements AutoCloseable {
  /** Above the 5 s after which a frozen member is given up, so that a call survives that. */
  static final int DEADLINE_SECONDS = 6;

  private static final int THREADS = 2;
  private static final int MAX_QUEUED = 8192;

  private final ThreadPoolExecutor pool;

  HazelcastCalls(String nodeId) {
    pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MAX_QUEUED),
            task -> HazelcastThreads.daemon("weir-cluster-" + nodeId, task));
    pool.allowCoreThreadTimeOut(true);
  }

  /** Starts {@code call}, which must not block. */
  <T> Future<T> async(Supplier<CompletionStage<T>> call) {
    return async(call, late -> {});
  }

  /**
   * Starts {@code call}, which must not block.
   *
   * @param late is given a result that came after the deadline, when the caller has been told that
   *     there is none
   */
  <T> Future<T> async(Supplier<CompletionStage<T>> call, Consumer<T> late) {
    return async(call, late, DEADLINE_SECONDS);
  }

  /** Starts {@code call}, which must not block, and waits for it longer than for others. */
  <T> Future<T> patient(Supplier<CompletionStage<T>> call, int seconds) {
    return async(call, late -> {}, seconds);
  }

  private <T> Future<T> async(
      Supplier<CompletionStage<T>> call, Consumer<T> late, int deadlineSeconds) {
    Promise<T> promise = Promise.promise();
    Executor home = home();
    CompletableFuture<T> bounded = new CompletableFuture<>();
    bounded.whenComplete((value, failure) -> runAt(home, () -> settle(promise, value, failure)));
    try {
      // Not whenComplete: on two cores or fewer Hazelcast starts a new thread for each of those.
      call.get()
          .whenCompleteAsync(
              (value, failure) -> {
                if (failure != null) {
                  bounded.completeExceptionally(failure);
                } else if (!bounded.complete(value)) {
                  late.accept(value);
                }
              },
              Runnable::run);
    } catch (RuntimeException e) {
      bounded.completeExceptionally(e);
    }
    if (!bounded.isDone()) {
      bounded.orTimeout(deadlineSeconds, TimeUnit.SECONDS);
    }
    return promise.future();
  }

  /** Runs {@code call}, which may block, on a thread of this object's. */
  <T> Future<T> blocking(Callable<T> call) {
    return async(
        () ->
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return call.call();
                  } catch (Exception e) {
                    throw new CompletionException(e);
                  }
                },
                pool));
  }

  private Executor home() {
    Context context = Vertx.currentContext();
    return context == null ? pool : task -> context.runOnContext(ignored -> task.run());
  }

  private static void runAt(Executor home, Runnable task) {
    try {
      home.execute(task);
    } catch (RejectedExecutionException gone) {
      // Its Vert.x (or this node) is closed; somebody may still be waiting for the answer.
      task.run();
    }
  }

  private static <T> void settle(Promise<T> promise, T value, Throwable failure) {
    if (failure == null) {
      promise.complete(value);
    } else {
      promise.fail(translate(failure));
    }
  }

  private static Throwable translate(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ClusterUnavailableException) {
      return cause;
    }
    String why =
        cause instanceof TimeoutException
            ? "no answer in time"
            : String.valueOf(cause.getMessage());
    return new ClusterUnavailableException("cluster unavailable: " + why, cause);
  }

  @Override
  public void close() {
    pool.shutdown();
  }
}
