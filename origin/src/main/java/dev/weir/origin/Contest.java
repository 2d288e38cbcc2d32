package dev.weir.origin;

import dev.weir.cluster.StreamRecord;
import dev.weir.cluster.StreamTakenException;
import dev.weir.metrics.RegistryOperation;
import dev.weir.metrics.RegistryResult;
import dev.weir.node.NodeGround;
import dev.weir.stream.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.BooleanSupplier;

/**
 * One publisher's way to a claim. An origin that holds the stream at the same priority is asked
 * whether its publisher is alive; while it does not answer, it may be dead, and the claim is tried
 * again until the cluster has noticed.
 */
final class Contest {
  private static final long RETRY_MILLIS = 100;

  /** How it ended. */
  enum Result {
    WON,
    /** Another origin has a publisher of higher priority. */
    OUTRANKED,
    /** Another origin has a publisher of the same priority that is alive, or may be. */
    TAKEN,
    /** The registry does not answer, or the publisher has left. */
    FAILED
  }

  /**
   * The end.
   *
   * @param record this node's claim when it won, else the other's, or null
   */
  record Outcome(Result result, StreamRecord record) {}

  private final NodeGround ground;
  private final ChallengeDesk challenges;
  private final StreamKey key;
  private final String identity;
  private final int priority;
  private final BooleanSupplier given;
  private final long deadlineNanos;
  private final Promise<Outcome> promise = Promise.promise();

  /** What the present wait is for; null while a claim is under way. */
  private Outcome awaited;

  private int waits;
  private boolean hurried;

  /** The time was over when it was yielded to. */
  private boolean lastTry;

  /**
   * @param given true once nobody wants the claim any more
   */
  Contest(
      NodeGround ground,
      ChallengeDesk challenges,
      StreamKey key,
      String identity,
      int priority,
      BooleanSupplier given) {
    this.ground = ground;
    this.challenges = challenges;
    this.key = key;
    this.identity = identity;
    this.priority = priority;
    this.given = given;
    this.deadlineNanos = System.nanoTime() + ground.ingest().claimWait().toNanos();
  }

  /** Runs on the present context; the future never fails, and completes there. */
  Future<Outcome> run() {
    claim();
    return promise.future();
  }

  /**
   * The registry has news: if whoever stands in the way is gone, nothing is worth waiting for. On
   * the context that it runs on.
   */
  void hurry() {
    if (promise.future().isComplete()) {
      // Whoever runs it learns of the end in a later turn, and passes on news until then.
      return;
    }
    if (awaited == null) {
      // The claim under way may have been decided before.
      hurried = true;
    } else if (isGone(awaited.record())) {
      again(awaited);
    }
  }

  private boolean isGone(StreamRecord holder) {
    return holder != null && ground.registry().seen(key).filter(holder::isSameClaim).isEmpty();
  }

  /** A single attempt, which asks nobody; likewise. */
  Future<Outcome> attempt() {
    return claimOnce().transform((record, failure) -> Future.succeededFuture(end(record, failure)));
  }

  private Outcome end(StreamRecord record, Throwable failure) {
    if (failure == null) {
      return new Outcome(Result.WON, record);
    }
    if (failure instanceof StreamTakenException taken) {
      boolean outranked = taken.holder().priority() > priority;
      return new Outcome(outranked ? Result.OUTRANKED : Result.TAKEN, taken.holder());
    }
    return new Outcome(Result.FAILED, null);
  }

  private Future<StreamRecord> claimOnce() {
    long begun = System.nanoTime();
    return ground
        .registry()
        .claim(key, priority)
        .onComplete(
            (record, failure) -> {
              RegistryResult result =
                  failure == null
                      ? RegistryResult.OK
                      : failure instanceof StreamTakenException
                          ? RegistryResult.CONFLICT
                          : RegistryResult.FAILED;
              ground
                  .metrics()
                  .registryOperation(RegistryOperation.CLAIM, result, System.nanoTime() - begun);
            });
  }

  private void claim() {
    awaited = null;
    hurried = false;
    claimOnce()
        .onComplete(
            (record, failure) -> {
              Outcome outcome = end(record, failure);
              switch (outcome.result()) {
                case WON, OUTRANKED -> promise.complete(outcome);
                case TAKEN -> {
                  if (hurried && isGone(outcome.record())) {
                    again(outcome);
                  } else {
                    ask(outcome);
                  }
                }
                case FAILED -> later(outcome);
                default -> throw new IllegalStateException();
              }
            });
  }

  private void ask(Outcome taken) {
    int mine = await(taken);
    challenges
        .ask(taken.record(), identity, priority)
        .onSuccess(
            answer -> {
              if (mine != waits) {
                return;
              }
              switch (answer) {
                case ALIVE -> promise.complete(taken);
                case YIELDED -> yielded(taken);
                case UNKNOWN -> later(taken);
                default -> throw new IllegalStateException();
              }
            });
  }

  /** The stream is there to be taken: the time for waiting does not matter, once. */
  private void yielded(Outcome taken) {
    if (given.getAsBoolean() || (isOver() && lastTry)) {
      promise.complete(taken);
    } else {
      lastTry = isOver();
      waits++;
      claim();
    }
  }

  private void later(Outcome unless) {
    if (isOver()) {
      promise.complete(unless);
    } else {
      int mine = await(unless);
      ground
          .vertx()
          .setTimer(
              RETRY_MILLIS,
              id -> {
                if (mine == waits) {
                  again(unless);
                }
              });
    }
  }

  private int await(Outcome outcome) {
    awaited = outcome;
    return ++waits;
  }

  private void again(Outcome unless) {
    waits++;
    if (isOver()) {
      promise.complete(unless);
    } else {
      claim();
    }
  }

  private boolean isOver() {
    return given.getAsBoolean() || System.nanoTime() - deadlineNanos >= 0;
  }
}
