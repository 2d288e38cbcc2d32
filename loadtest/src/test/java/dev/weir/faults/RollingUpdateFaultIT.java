package dev.weir.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Every node is replaced under load, each stopped with SIGTERM. Origins keep their names, so that
 * they go and come back one after the other; of edges all new ones are there before the old ones go
 * together, or those whom one closes would come to another old one and be closed again.
 *
 * <p>Encoders that know nothing of requests to reconnect publish through the edges: those pass them
 * on from origin to origin without their noticing.
 */
final class RollingUpdateFaultIT {
  private static final int STREAMS = 20;
  private static final int PLAYERS_A_STREAM = 10;
  private static final Duration BETWEEN = Duration.ofSeconds(3);

  @Test
  void aRollingUpdateInterruptsEachStreamAtMostOnce() {
    FaultReport report = new FaultReport("rollingUpdate");
    try (Stage stage = new Stage(FaultCluster.withSpareEdges("rolling", 2, 2, 2))) {
      for (int i = 0; i < FaultReport.wantedRuns(1); i++) {
        run(stage, report, i % 2 == 0);
      }
      report.logs(stage.cluster());
    }
    Rollout.bars(report).tell("longest drain ms", report.figure("drain ms", 1)).finish();
  }

  /**
   * @param first whether the edges that run are those of the start; each run leaves the others
   */
  private static void run(Stage stage, FaultReport report, boolean first) {
    FaultCluster cluster = stage.cluster();
    Run run = report.begin();
    List<Show> shows = new ArrayList<>();
    List<ProbePlayer> everybody = new ArrayList<>();
    for (int i = 0; i < STREAMS; i++) {
      Show show = show(stage, i);
      shows.add(show);
      everybody.addAll(show.players());
      run.watch(show.publisher());
      run.watch(show.players());
    }
    stage.awaitSteady(everybody);

    long begun = System.nanoTime();
    List<Double> drains = new ArrayList<>();
    for (FaultNode origin : cluster.origins()) {
      drains.addAll(end(List.of(origin), run));
      origin.start();
      cluster.awaitWhole();
      run.mark(origin.name() + " back");
      Stage.pass(BETWEEN);
    }
    (first ? cluster.spareEdges() : cluster.edges()).forEach(FaultNode::start);
    cluster.awaitWhole();
    run.mark("new edges");
    drains.addAll(end(first ? cluster.edges() : cluster.spareEdges(), run));
    Stage.pass(BETWEEN);
    run.figure("lag ms", stage.probes().takeLagMillis());
    run.figure("bad exits", drains.stream().filter(millis -> millis.isNaN()).count());
    run.figure("drain ms", drains.stream().mapToDouble(millis -> millis).max().orElse(0));
    Rollout.note(run, shows, begun);
    run.end();
    report.add(run, 0);
    stage.probes().endAll();
  }

  /** Stops nodes; how many milliseconds each took, or NaN when it did not exit with 0. */
  private static List<Double> end(List<FaultNode> nodes, Run run) {
    for (FaultNode node : nodes) {
      run.mark("SIGTERM " + node.name());
      node.terminate();
    }
    long told = System.nanoTime();
    return nodes.stream()
        .map(node -> node.awaitExit() == 0 ? (System.nanoTime() - told) / 1e6 : Double.NaN)
        .toList();
  }

  /**
   * Half of the publishers honour requests to reconnect, one half of these at origins; the others
   * just come back. So do players.
   */
  private static Show show(Stage stage, int number) {
    FaultCluster cluster = stage.cluster();
    boolean moves = number % 2 == 0;
    ProbeStream stream = new ProbeStream("rolling", ProbeStream.Shape.USUAL);
    ProbePublisher.Plan plan =
        number % 4 == 0
            ? new ProbePublisher.Plan(cluster.originsFrom(number / 4 % 2))
            : new ProbePublisher.Plan(cluster.anyEdge());
    ProbePublisher publisher = stage.publish(stream, moves ? plan : plan.plain());
    List<ProbePlayer> players = new ArrayList<>();
    for (int i = 0; i < PLAYERS_A_STREAM; i++) {
      ProbePlayer.Plan there = new ProbePlayer.Plan(cluster.anyEdge(), true, i % 4 < 2);
      players.add(stage.probes().play(stream, there));
    }
    return new Show(publisher, moves, players);
  }
}
