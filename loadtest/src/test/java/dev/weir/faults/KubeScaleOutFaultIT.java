package dev.weir.faults;

import dev.weir.kube.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** An audience joins while one edge becomes four. Nobody may notice but the autoscaler. */
final class KubeScaleOutFaultIT {
  private static final int STREAMS = 4;
  private static final int EDGES = 4;
  private static final Duration BETWEEN = Duration.ofMillis(100);

  /** Longer, and a viewer has gone elsewhere. */
  private static final double PATIENCE_MILLIS = 5_000;

  private record Joined(ProbePlayer player, long nanos) {
    double firstPictureMillis() {
      long first = player.trace().firstArrivalNanos();
      return first == 0 ? Double.POSITIVE_INFINITY : (first - nanos) / 1e6;
    }
  }

  @Test
  void oneEdgeBecomesFourWhileHundredsJoinAndNoPlayFails() {
    FaultReport report = new FaultReport("kubeScaleOut");
    Run run = report.begin();
    List<Joined> all = new ArrayList<>();
    try (KubeStage stage = KubeStage.edges(1)) {
      stage.tell(run);
      List<ProbePublisher> publishers = stage.publish(run, "out", STREAMS);
      run.mark("joining");
      for (int i = 0; i < KubeStage.PLAYERS; i++) {
        if (i == KubeStage.PLAYERS / 10) {
          run.mark("scale to " + EDGES);
          stage.cluster().scale(KubeStage.EDGES, EDGES);
        } else if (i == KubeStage.PLAYERS / 2) {
          // However long they take to start here, some come after it.
          stage.scaleEdges(EDGES);
        }
        ProbeStream stream = publishers.get(i % STREAMS).stream();
        ProbePlayer.Plan plan =
            new ProbePlayer.Plan(stage.through(KubeStage.EDGES), true, i % 2 == 0);
        all.add(new Joined(stage.probes().play(stream, plan), System.nanoTime()));
        Stage.pass(BETWEEN);
      }
      List<ProbePlayer> players = all.stream().map(Joined::player).toList();
      run.watch(players);
      stage.probes().awaitPlaying(players);
      Stage.pass(Duration.ofSeconds(3));
      note(run, stage, all);
      run.end();
      report.add(run, 0);
      report.logs(stage.cluster().alarms());
    }
    report
        .exactly("failed plays", report.figure("failed plays", 1), 0)
        .exactly("edges with players", report.figure("edges with players", 0), EDGES)
        .exactly("restarts", report.figure("restarts", 1), 0)
        .atMost("first picture ms, slowest", report.figure("first picture ms", 1), PATIENCE_MILLIS)
        .tell("machine lag ms", report.figure("lag ms", 1))
        .cleanMedia()
        .finish();
  }

  private static void note(Run run, KubeStage stage, List<Joined> all) {
    List<Pod> edges = stage.cluster().pods(KubeStage.EDGES);
    int[] players = edges.stream().mapToInt(stage::players).toArray();
    run.note("players of each edge " + IntStream.of(players).boxed().toList());
    run.figure("edges with players", IntStream.of(players).filter(count -> count > 0).count());
    run.figure(
        "failed plays",
        all.stream()
            .filter(
                joined ->
                    !joined.player().trace().disconnects().isEmpty()
                        || joined.player().trace().videoFrames() == 0)
            .count());
    run.figure(
        "first picture ms", all.stream().mapToDouble(Joined::firstPictureMillis).max().orElse(0));
    run.figure("lag ms", stage.probes().takeLagMillis());
    stage.noteEnds(run, KubeStage.ORIGINS, KubeStage.EDGES);
  }
}
