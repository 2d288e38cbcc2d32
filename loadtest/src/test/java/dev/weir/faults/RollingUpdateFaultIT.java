package dev.weir.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
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
    report
        .atMost("interruptions of a stream, worst", report.figure("interruptions", 1), 1)
        .exactly("publishers that move and were cut off", report.figure("movers cut", 1), 0)
        .exactly(
            "pictures lost by publishers that move, worst", report.figure("lost of movers", 1), 0)
        .atMost("moves of a player, worst", report.figure("moves", 1), 1)
        .atMost("lost share of viewer-seconds, 1/1000", worst(report, Run::blamedShare), 1)
        .tell("the same with the clients' own waits", worst(report, Run::lostShare))
        .tell(
            "share of time without a picture for 3 frames, 1/1000", worst(report, Run::frozenShare))
        .exactly("nodes that did not exit with 0", report.figure("bad exits", 1), 0)
        .tell("longest drain ms", report.figure("drain ms", 1))
        .tell("gap p99 ms", report.gap(0.99))
        .tell("gap max ms", report.gap(1))
        .tell("disconnects", report.disconnects())
        .cleanMedia()
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .finish();
  }

  private static double worst(FaultReport report, ToDoubleFunction<Run> share) {
    return 1_000 * report.runs().stream().mapToDouble(share).max().orElse(1);
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
    run.figure("interruptions", Show.interruptions(shows.stream(), begun));
    run.figure("movers cut", Show.interruptions(shows.stream().filter(Show::moves), begun));
    run.figure("lost of movers", Show.lostOfMovers(shows, begun));
    shows.stream().filter(Show::moves).forEach(show -> show.noteLosses(run, begun));
    run.figure(
        "moves", everybody.stream().mapToInt(player -> player.trace().joins() - 1).max().orElse(0));
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
