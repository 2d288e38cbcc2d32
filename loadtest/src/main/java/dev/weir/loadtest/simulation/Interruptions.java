package dev.weir.loadtest.simulation;

import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.swarm.LoadEngine;
import dev.weir.loadtest.swarm.Sight;
import dev.weir.loadtest.swarm.SwarmPlayer;
import dev.weir.loadtest.swarm.SwarmPublisher;
import dev.weir.rtmp.RtmpUrl;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Disturbs a server, several times if need be, and measures each viewer's longest time without a
 * picture from each fault on, over all the connections that he had. The next fault begins when what
 * viewers saw of the one before is told.
 */
final class Interruptions {
  private static final double NANOS_PER_MILLI = 1e6;

  private final LoadStage stage;
  private final boolean sparesPublishers;
  private final int faults;
  private int number;
  private boolean watching;
  private CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
  private CompletableFuture<Void> told = CompletableFuture.completedFuture(null);

  /**
   * @param sparesPublishers whether what the stream's publisher itself waited before it came back
   *     is taken off: no server can be blamed for it
   * @param faults how many there will be
   */
  Interruptions(LoadStage stage, boolean sparesPublishers, int faults) {
    this.stage = stage;
    this.sparesPublishers = sparesPublishers;
    this.faults = faults;
  }

  /** Causes the next fault. */
  synchronized void begin() {
    number++;
    watching = true;
    int which = number;
    done =
        reported(
            told.thenApplyAsync(v -> forget())
                .thenCompose(server -> stage.disturbance().begin(new Fault(which, server))));
  }

  /** Mends what the last fault broke. */
  synchronized void mend() {
    done = reported(done.thenCompose(v -> stage.disturbance().mend()));
  }

  /** Whether what was begun last, a fault or mending, is done. */
  synchronized boolean isDone() {
    return done.isDone();
  }

  /** Tells what players saw since the last fault, once. */
  synchronized void end() {
    if (watching) {
      watching = false;
      int which = number;
      told = reported(CompletableFuture.runAsync(() -> tell(which)));
    }
  }

  private CompletableFuture<Void> reported(CompletableFuture<Void> step) {
    return step.whenComplete(
        (v, failure) -> {
          if (failure != null) {
            stage.fail(String.valueOf(cause(failure).getMessage()));
          }
        });
  }

  /** What was before this fault; where the publishers are. */
  private String forget() {
    LoadEngine engine = stage.engine();
    engine
        .players()
        .ask(
            player -> {
              player.sight().forgetPauses();
              return true;
            });
    Map<String, Long> servers =
        engine.publishers().askPublishers(Interruptions::forget).stream()
            .flatMap(List::stream)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return servers.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** Where it publishes, if it does. */
  private static List<String> forget(SwarmPublisher publisher) {
    publisher.forgetOwnDelay();
    RtmpUrl url = publisher.connection().url();
    return publisher.isPublishing() ? List.of(url.host() + ":" + url.port()) : List.of();
  }

  private void tell(int which) {
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
    for (long nanos : pauses.values()) {
      engine.tell(Measures.INTERRUPTION, nanos / NANOS_PER_MILLI);
      if (faults > 1) {
        // All of them together are judged; which of them was how bad stands in the summary.
        stage.book().time(Measures.INTERRUPTION + " " + which, nanos / NANOS_PER_MILLI);
      }
    }
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
