package dev.weir.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.core.ConditionTimeoutException;

/** The moves that scenarios have in common. */
final class Stage implements AutoCloseable {
  private static final int SETTLED = 10;
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(25);

  private final FaultCluster cluster;
  private final Probes probes = new Probes();
  private final ExecutorService watchers =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "faults-watch");
            thread.setDaemon(true);
            return thread;
          });

  Stage(FaultCluster cluster) {
    this.cluster = cluster;
  }

  FaultCluster cluster() {
    return cluster;
  }

  Probes probes() {
    return probes;
  }

  /** As {@link Probes#publishGranted}. */
  ProbePublisher publish(ProbeStream stream, ProbePublisher.Plan plan) {
    return probes.publishGranted(stream, plan);
  }

  /** This many players that stay where they are, spread evenly over all edges. */
  List<ProbePlayer> watch(ProbeStream stream, int players) {
    List<ProbePlayer> all = new ArrayList<>();
    int edges = cluster.edges().size();
    for (int i = 0; i < players; i++) {
      // In blocks, so that a timeline shows each edge's players together.
      String edge = cluster.edge(i * edges / players).rtmp();
      all.add(probes.play(stream, ProbePlayer.Plan.stayAt(edge)));
    }
    return all;
  }

  /** As {@link Probes#awaitPlaying}. */
  void awaitPlaying(List<ProbePlayer> players) {
    probes.awaitPlaying(players);
  }

  /** As {@link Probes#awaitSteady}. */
  void awaitSteady(List<ProbePlayer> players) {
    probes.awaitSteady(players);
  }

  /** Lets time pass while players watch. */
  static void pass(Duration time) {
    await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
  }

  /**
   * Milliseconds from a time until something is so, measured on a thread of its own; positive
   * infinity when it never is.
   */
  CompletableFuture<Double> until(long fromNanos, Duration limit, BooleanSupplier condition) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL)
                .atMost(limit)
                .until(condition::getAsBoolean);
            return (System.nanoTime() - fromNanos) / 1e6;
          } catch (ConditionTimeoutException e) {
            return Double.POSITIVE_INFINITY;
          }
        },
        watchers);
  }

  /** Waits until a node tells that a stream is owned by another one. */
  void awaitOwned(FaultNode teller, ProbeStream stream, FaultNode owner) {
    await()
        .atMost(START)
        .until(
            () ->
                teller
                    .api()
                    .owners()
                    .filter(owners -> isOwner(owners.get(stream.key()), owner))
                    .isPresent());
  }

  /**
   * When a node stopped to tell that a stream is owned by another one: milliseconds from a time to
   * the first question that was answered so, for answers themselves wait for nodes that are gone.
   */
  CompletableFuture<Double> untilNotOwned(
      FaultNode teller, ProbeStream stream, FaultNode owner, long fromNanos, Duration limit) {
    Map<Long, Boolean> answers = new ConcurrentSkipListMap<>();
    NodeApi api = teller.api();
    BooleanSupplier ask =
        () -> {
          long asked = System.nanoTime();
          watchers.execute(
              () ->
                  api.owners()
                      .map(owners -> !isOwner(owners.get(stream.key()), owner))
                      .ifPresent(right -> answers.put(asked, right)));
          return isSettled(answers);
        };
    return until(fromNanos, limit, ask)
        .thenApply(end -> end.isInfinite() ? end : (firstRight(answers) - fromNanos) / 1e6);
  }

  private static boolean isOwner(NodeApi.Owner told, FaultNode node) {
    return told != null && node.name().equals(told.origin());
  }

  /** Whether the last few answers, in the order of their questions, were all right. */
  private static boolean isSettled(Map<Long, Boolean> answers) {
    List<Boolean> inOrder = List.copyOf(answers.values());
    int size = inOrder.size();
    return size >= SETTLED && !inOrder.subList(size - SETTLED, size).contains(false);
  }

  private static long firstRight(Map<Long, Boolean> answers) {
    long first = 0;
    for (Map.Entry<Long, Boolean> answer : answers.entrySet()) {
      if (!answer.getValue()) {
        first = 0;
      } else if (first == 0) {
        first = answer.getKey();
      }
    }
    return first;
  }

  /** Waits for a figure. */
  static double take(CompletableFuture<Double> figure) {
    return figure.completeOnTimeout(Double.POSITIVE_INFINITY, 2, TimeUnit.MINUTES).join();
  }

  /** Waits until all players have pictures again or time is up, then a moment more. */
  void awaitPicturesSince(long nanos, List<ProbePlayer> players, Duration limit) {
    try {
      await()
          .pollInterval(POLL)
          .atMost(limit)
          .until(
              () -> players.stream().allMatch(player -> player.trace().lastArrivalNanos() > nanos));
    } catch (ConditionTimeoutException e) {
      // The gaps tell it.
    }
    pass(Duration.ofSeconds(1));
  }

  @Override
  public void close() {
    watchers.shutdownNow();
    probes.close();
    cluster.close();
  }
}
