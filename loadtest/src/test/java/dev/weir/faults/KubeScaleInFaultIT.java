package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.kube.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Four edges become one. Players that can are asked to move and lose nothing; the others are served
 * until the closing and then closed one after another, never together.
 */
final class KubeScaleInFaultIT {
  private static final int STREAMS = 4;
  private static final int EDGES = 4;
  private static final Duration UNREADY = Duration.ofSeconds(15);

  /** As a drain keeps it for leaving the cluster. */
  private static final long LEAVING_SECONDS = 3;

  /** What a busy machine may add to or take from a moment, in seconds. */
  private static final double SLACK = 0.5;

  private final Map<String, Long> drainedNanos = new HashMap<>();

  @Test
  void theReplicasGoDownAndEachPlayerMovesOnce() {
    play(new FaultReport("kubeScaleIn"), stage -> {});
  }

  @Test
  void edgesThatWereDrainedBeforeAreThoseThatGo() {
    play(
        new FaultReport("kubeEvacuation"),
        stage -> {
          // The oldest, which the controller would keep.
          List<Pod> chosen =
              stage.cluster().pods(KubeStage.EDGES).stream()
                  .sorted(Comparator.comparingLong(Pod::createdNanos))
                  .limit(EDGES - 1)
                  .toList();
          for (Pod pod : chosen) {
            drainedNanos.put(pod.address(), System.nanoTime());
            assertThat(stage.drain(pod)).contains("202");
          }
          await().atMost(UNREADY).until(() -> chosen.stream().noneMatch(Pod::isReady));
          stage.cluster().scale(KubeStage.EDGES, 1);
          await().atMost(UNREADY).until(() -> chosen.stream().allMatch(Pod::isDeleted));
        });
  }

  private interface Before {
    void scaling(KubeStage stage);
  }

  private void play(FaultReport told, Before before) {
    Run run = told.begin();
    try (KubeStage stage = KubeStage.edges(EDGES)) {
      List<ProbePublisher> publishers = stage.publish(run, "in", STREAMS);
      List<ProbePlayer> movers = new ArrayList<>();
      List<ProbePlayer> others = new ArrayList<>();
      for (int i = 0; i < KubeStage.PLAYERS; i++) {
        boolean moves = i % 2 == 0;
        ProbePlayer.Plan plan = new ProbePlayer.Plan(stage.through(KubeStage.EDGES), true, moves);
        ProbeStream stream = publishers.get(i / 2 % STREAMS).stream();
        (moves ? movers : others).add(stage.probes().play(stream, plan));
      }
      List<ProbePlayer> all = new ArrayList<>(movers);
      all.addAll(others);
      run.watch(all);
      stage.probes().awaitSteady(all);
      List<Pod> edges = stage.cluster().pods(KubeStage.EDGES);
      stage.tell(run);
      run.mark("scale to 1");
      before.scaling(stage);
      stage.scaleEdges(1);
      Stage.pass(Duration.ofSeconds(2));
      run.figure("left at the last edge", stage.players(last(stage)));
      run.figure("lag ms", stage.probes().takeLagMillis());
      stage.noteEnds(run, KubeStage.EDGES);
      noteMoves(run, stage, edges, movers, others);
      run.end();
      told.add(run, 0);
      told.logs(stage.cluster().alarms());
    }
    told.atMost("moves of a player, worst", told.figure("moves", 1), 1)
        .exactly("players that move and were cut", told.figure("movers cut", 1), 0)
        .exactly("players closed before the closing", told.figure("early", 1), 0)
        .atMost("share of an edge's closes in one second", told.figure("together", 1), 0.25)
        .exactly(
            "players at the last edge", told.figure("left at the last edge", 0), KubeStage.PLAYERS)
        .exactly("pods that did not exit with 0", told.figure("bad exits", 1), 0)
        .exactly("restarts", told.figure("restarts", 1), 0)
        .tell("longest end s", told.figure("longest end s", 1))
        .tell("lost share of viewer-seconds, 1/1000", 1_000 * told.runs().get(0).blamedShare())
        .tell("gap max ms", told.gap(1))
        .tell("machine lag ms", told.figure("lag ms", 1))
        .cleanMedia()
        .finish();
  }

  private static Pod last(KubeStage stage) {
    List<Pod> pods = stage.cluster().pods(KubeStage.EDGES);
    assertThat(pods).hasSize(1);
    return pods.get(0);
  }

  private void noteMoves(
      Run run,
      KubeStage stage,
      List<Pod> edges,
      List<ProbePlayer> movers,
      List<ProbePlayer> others) {
    Predicate<ProbePlayer> cut = player -> !player.trace().disconnects().isEmpty();
    run.figure("movers cut", movers.stream().filter(cut).count());
    run.figure("closed", others.stream().filter(cut).count());
    run.figure(
        "moves",
        run.players().stream().mapToInt(player -> player.trace().joins() - 1).max().orElse(0));
    Map<String, Long> begun =
        edges.stream()
            .collect(
                Collectors.toMap(
                    Pod::address,
                    pod -> drainedNanos.getOrDefault(pod.address(), pod.terminatedNanos())));
    double from = stage.edgeSeconds("deadline") - LEAVING_SECONDS - stage.edgeSeconds("spread");
    int early = 0;
    Map<String, List<Double>> closes = new TreeMap<>();
    for (ProbePlayer player : others) {
      for (Trace.Disconnect close : player.trace().disconnects()) {
        String edge = player.firstTarget().replaceFirst(":.*", "");
        long since = begun.getOrDefault(edge, 0L);
        double seconds = (close.nanos() - since) / (double) TimeUnit.SECONDS.toNanos(1);
        early += since == 0 || seconds < from - SLACK ? 1 : 0;
        closes.computeIfAbsent(edge, e -> new ArrayList<>()).add(seconds);
      }
    }
    run.figure("early", early);
    run.figure(
        "together",
        closes.values().stream().mapToDouble(KubeScaleInFaultIT::together).max().orElse(0));
    closes.forEach(
        (edge, times) ->
            run.note(
                "%s closed %d from %.1f s to %.1f s"
                    .formatted(
                        edge,
                        times.size(),
                        times.stream().mapToDouble(t -> t).min().orElse(0),
                        times.stream().mapToDouble(t -> t).max().orElse(0))));
  }

  /** The largest share that lies within a second. */
  private static double together(List<Double> times) {
    return times.stream()
        .mapToDouble(
            from ->
                times.stream().filter(t -> t >= from && t < from + 1).count()
                    / (double) times.size())
        .max()
        .orElse(0);
  }
}
