package dev.weir.loadtest.simulation;

import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.swarm.LoadEngine;
import dev.weir.loadtest.swarm.Sight;
import dev.weir.loadtest.swarm.SwarmPlayer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Disturbs a server and measures each viewer's longest time without a picture from then on, over
 * all the connections that he had.
 */
final class Interruptions {
  private static final double NANOS_PER_MILLI = 1e6;

  private final LoadStage stage;
  private final boolean sparesPublishers;
  private CompletableFuture<Void> done;
  private boolean ended;

  /**
   * @param sparesPublishers whether what the stream's publisher itself waited before it came back
   *     is taken off: no server can be blamed for it
   */
  Interruptions(LoadStage stage, boolean sparesPublishers) {
    this.stage = stage;
    this.sparesPublishers = sparesPublishers;
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
    if (sparesPublishers) {
      engine
          .publishers()
          .askPublishers(publisher -> Map.entry(path(publisher.name()), publisher.ownDelayNanos()))
          .forEach(entry -> own.put(entry.getKey(), entry.getValue()));
    }
    long now = System.nanoTime();
    // A viewer who is just moving has two players, and one sight.
    Map<Sight, Long> pauses = new HashMap<>();
    engine
        .players()
        .ask(player -> Map.entry(player.sight(), pause(player, now, own)))
        .forEach(pause -> pauses.put(pause.getKey(), pause.getValue()));
    pauses.values().forEach(nanos -> engine.tell(Measures.INTERRUPTION, nanos / NANOS_PER_MILLI));
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
