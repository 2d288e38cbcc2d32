package dev.weir.edge;

import dev.weir.cluster.StreamRecord;
import dev.weir.metrics.RegistryOperation;
import dev.weir.metrics.RegistryResult;
import dev.weir.node.NodeGround;
import dev.weir.stream.LoopTimer;
import dev.weir.stream.StreamKey;
import io.vertx.core.Context;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Asks the registry who owns a stream: one question at a time, at a pace. On the stream's loop. A
 * registry that does not answer is one that knows nobody.
 */
final class OwnerSearch {
  private final NodeGround ground;
  private final StreamKey key;
  private final Context context;
  private final LoopTimer timer;
  private final Consumer<Optional<StreamRecord>> answer;
  private final AskPace pace = new AskPace();
  private boolean asking;
  private boolean askAgain;
  private boolean scheduled;
  private long dueNanos;
  private int schedule;

  /**
   * @param answer hears every answer, on the loop
   */
  OwnerSearch(
      NodeGround ground,
      StreamKey key,
      Context context,
      LoopTimer timer,
      Consumer<Optional<StreamRecord>> answer) {
    this.ground = ground;
    this.key = key;
    this.context = context;
    this.timer = timer;
    this.answer = answer;
  }

  /** Asks as soon as the pace allows. */
  void now() {
    if (asking) {
      // The question under way may have been answered before what the caller knows.
      askAgain = true;
      return;
    }
    long wait = pace.take(timer.nowNanos());
    if (wait > 0) {
      later(wait);
    } else {
      ask();
    }
  }

  /** Asks in so many milliseconds, at least 1, unless it is asked sooner. */
  void later(long millis) {
    long due = timer.nowNanos() + millis * 1_000_000;
    if (asking || (scheduled && dueNanos - due <= 0)) {
      return;
    }
    int mine = ++schedule;
    scheduled = true;
    dueNanos = due;
    timer.after(
        millis,
        () -> {
          if (mine == schedule && scheduled) {
            scheduled = false;
            now();
          }
        });
  }

  /** Forgets what was planned. */
  void stop() {
    scheduled = false;
    askAgain = false;
  }

  private void ask() {
    scheduled = false;
    asking = true;
    long begun = System.nanoTime();
    ground
        .registry()
        .locate(key)
        .onComplete(
            (found, failure) -> {
              RegistryResult result = failure == null ? RegistryResult.OK : RegistryResult.FAILED;
              ground
                  .metrics()
                  .registryOperation(RegistryOperation.LOCATE, result, System.nanoTime() - begun);
              context.runOnContext(v -> answered(failure == null ? found : Optional.empty()));
            });
  }

  private void answered(Optional<StreamRecord> found) {
    asking = false;
    boolean again = askAgain;
    askAgain = false;
    answer.accept(found);
    if (again) {
      now();
    }
  }
}
