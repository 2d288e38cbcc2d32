package dev.weir.loadtest.simulation;

import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.swarm.LoadEngine;
import dev.weir.loadtest.swarm.SwarmPlayer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Disturbs a server and measures each player's longest time without a picture from then on. What
 * the stream's publisher itself waited before it came back is taken off: no server can be blamed
 * for it.
 */
final class Interruptions {
  private static final double NANOS_PER_MILLI = 1e6;

  private final LoadStage stage;
  private CompletableFuture<Void> done;
  private boolean ended;

  Interruptions(LoadStage stage) {
    this.stage = stage;
  }

  /** Begins, the first time that it is called. */
  synchronized void begin() {
    if (done == null) {
      LoadEngine engine = stage.engine();
      done =
          CompletableFuture.runAsync(
                  () ->
                      engine
                          .players()
                          .ask(
                              player -> {
                                player.sight().forgetPauses();
                                return true;
                              }))
              .thenCompose(v -> stage.disturbance().begin());
      done.whenComplete(
          (v, failure) -> {
            if (failure != null) {
              stage.fail(String.valueOf(cause(failure).getMessage()));
            }
          });
    }
  }

  /** Whether the server is to serve as before. */
  synchronized boolean isDone() {
    return done != null && done.isDone();
  }

  /** Tells what players saw, the first time that it is called after {@link #begin}. */
  synchronized void end() {
    if (done != null && !ended) {
      ended = true;
      CompletableFuture.runAsync(this::tell);
    }
  }

  private void tell() {
    LoadEngine engine = stage.engine();
    Map<String, Long> own = new HashMap<>();
    engine
        .publishers()
        .askPublishers(publisher -> Map.entry(path(publisher.name()), publisher.ownDelayNanos()))
        .forEach(entry -> own.put(entry.getKey(), entry.getValue()));
    long now = System.nanoTime();
    engine
        .players()
        .ask(player -> pause(player, now, own))
        .forEach(nanos -> engine.tell(Measures.INTERRUPTION, nanos / NANOS_PER_MILLI));
  }

  private static long pause(SwarmPlayer player, long now, Map<String, Long> own) {
    long publisher = own.getOrDefault(path(player.name()), 0L);
    return Math.max(0, player.sight().longestPause(now) - publisher);
  }

  /** Without the query, where keys of players and publishers differ. */
  private static String path(String name) {
    int mark = name.indexOf('?');
    return mark < 0 ? name : name.substring(0, mark);
  }

  private static Throwable cause(Throwable failure) {
    return failure.getCause() == null ? failure : failure.getCause();
  }
}
