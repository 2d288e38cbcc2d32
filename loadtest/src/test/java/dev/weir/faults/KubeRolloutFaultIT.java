package dev.weir.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * All nodes are replaced at once as {@code kubectl apply} of a new version does: origins one after
 * the other, edges by new ones first. Within the bars of {@link RollingUpdateFaultIT}.
 */
final class KubeRolloutFaultIT {
  private static final int EDGES = 2;
  private static final int STREAMS = 20;
  private static final Duration AFTER = Duration.ofSeconds(3);

  @Test
  void aRolloutInterruptsEachStreamAtMostOnce() {
    FaultReport report = new FaultReport("kubeRollout");
    Run run = report.begin();
    try (KubeStage stage = KubeStage.edges(EDGES)) {
      List<Show> shows = new ArrayList<>();
      List<ProbePlayer> everybody = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        Show show = show(stage, i);
        shows.add(show);
        everybody.addAll(show.players());
        run.watch(show.publisher());
        run.watch(show.players());
      }
      stage.probes().awaitSteady(everybody);
      stage.tell(run);

      long begun = run.mark("rollout");
      stage.cluster().restart(KubeStage.ORIGINS);
      stage.cluster().restart(KubeStage.EDGES);
      stage.awaitSettled();
      Stage.pass(AFTER);

      run.figure("lag ms", stage.probes().takeLagMillis());
      stage.noteEnds(run, KubeStage.ORIGINS, KubeStage.EDGES);
      Rollout.note(run, shows, begun);
      run.end();
      report.add(run, 0);
      report.logs(stage.cluster().alarms());
    }
    Rollout.bars(report)
        .exactly("restarts", report.figure("restarts", 1), 0)
        .tell("longest end s", report.figure("longest end s", 1))
        .finish();
  }

  /**
   * Half of the publishers honour requests to reconnect, one half of these at origins; the others,
   * at edges, just come back. So do players.
   */
  private static Show show(KubeStage stage, int number) {
    boolean moves = number % 2 == 0;
    ProbeStream stream = new ProbeStream("rollout", KubeStage.SHAPE);
    String service = number % 4 == 0 ? KubeStage.ORIGINS : KubeStage.EDGES;
    ProbePublisher.Plan plan = new ProbePublisher.Plan(stage.through(service));
    ProbePublisher publisher = stage.probes().publishGranted(stream, moves ? plan : plan.plain());
    List<ProbePlayer> players = new ArrayList<>();
    for (int i = 0; i < KubeStage.PLAYERS / 2 / STREAMS; i++) {
      ProbePlayer.Plan there =
          new ProbePlayer.Plan(stage.through(KubeStage.EDGES), true, i % 4 < 2);
      players.add(stage.probes().play(stream, there));
    }
    return new Show(publisher, moves, players);
  }
}
