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
      run.figure("interruptions", Show.interruptions(shows.stream(), begun));
      run.figure("movers cut", Show.interruptions(shows.stream().filter(Show::moves), begun));
      run.figure("lost of movers", Show.lostOfMovers(shows, begun));
      shows.stream().filter(Show::moves).forEach(show -> show.noteLosses(run, begun));
      run.figure(
          "moves",
          everybody.stream().mapToInt(player -> player.trace().joins() - 1).max().orElse(0));
      run.end();
      report.add(run, 0);
      report.logs(stage.cluster().alarms());
    }
    bars(report);
  }

  private static void bars(FaultReport report) {
    Run run = report.runs().get(0);
    report
        .atMost("interruptions of a stream, worst", report.figure("interruptions", 1), 1)
        .exactly("publishers that move and were cut off", report.figure("movers cut", 1), 0)
        .exactly(
            "pictures lost by publishers that move, worst", report.figure("lost of movers", 1), 0)
        .atMost("moves of a player, worst", report.figure("moves", 1), 1)
        .atMost("lost share of viewer-seconds, 1/1000", 1_000 * run.blamedShare(), 1)
        .tell("the same with the clients' own waits", 1_000 * run.lostShare())
        .tell("share of time without a picture for 3 frames, 1/1000", 1_000 * run.frozenShare())
        .exactly("pods that did not exit with 0", report.figure("bad exits", 1), 0)
        .exactly("restarts", report.figure("restarts", 1), 0)
        .tell("longest end s", report.figure("longest end s", 1))
        .tell("gap p99 ms", report.gap(0.99))
        .tell("gap max ms", report.gap(1))
        .tell("disconnects", report.disconnects())
        .cleanMedia()
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
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
