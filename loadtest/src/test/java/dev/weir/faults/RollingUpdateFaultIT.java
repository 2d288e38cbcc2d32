package dev.weir.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every node is stopped with SIGTERM and started again, one after the other, under load. */
final class RollingUpdateFaultIT {
  private static final int STREAMS = 20;
  private static final int PLAYERS_A_STREAM = 10;
  private static final Duration BETWEEN = Duration.ofSeconds(3);

  /** One stream with its encoder and its players. */
  private record Show(ProbePublisher publisher, boolean moves, List<ProbePlayer> players) {}

  @Test
  void aRollingUpdateInterruptsEachStreamAtMostOnce() {
    FaultReport report = new FaultReport("rollingUpdate");
    try (Stage stage = new Stage(FaultCluster.anywhere("rolling", 2, 2))) {
      for (int i = 0; i < FaultReport.wantedRuns(1); i++) {
        run(stage, report);
      }
      report.logs(stage.cluster());
    }
    report
        .atMost("interruptions of a stream, worst", report.figure("interruptions", 1), 1)
        .exactly(
            "pictures lost by publishers that move, worst", report.figure("lost of movers", 1), 0)
        .atMost("moves of a player, worst", report.figure("moves", 1), 1)
        .atMost("lost share of viewer-seconds, 1/1000", 1_000 * worstShare(report), 1)
        .exactly("nodes that did not exit with 0", report.figure("bad exits", 1), 0)
        .tell("longest drain ms", report.figure("drain ms", 1))
        .tell("gap p99 ms", report.gap(0.99))
        .tell("gap max ms", report.gap(1))
        .tell("disconnects", report.disconnects())
        .cleanMedia()
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .finish();
  }

  private static double worstShare(FaultReport report) {
    return report.runs().stream().mapToDouble(Run::lostShare).max().orElse(1);
  }

  private static void run(Stage stage, FaultReport report) {
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
    int badExits = 0;
    double longest = 0;
    for (FaultNode node : cluster.nodes()) {
      long told = run.mark("SIGTERM " + node.name());
      node.terminate();
      badExits += node.awaitExit() == 0 ? 0 : 1;
      longest = Math.max(longest, (System.nanoTime() - told) / 1e6);
      node.start();
      cluster.awaitWhole();
      run.mark(node.name() + " back");
      Stage.pass(BETWEEN);
    }
    run.figure("lag ms", stage.probes().takeLagMillis());
    run.figure("bad exits", badExits);
    run.figure("drain ms", longest);
    run.figure("interruptions", interruptions(shows, begun));
    run.figure("lost of movers", lostOfMovers(shows, begun));
    run.figure(
        "moves", everybody.stream().mapToInt(player -> player.trace().joins() - 1).max().orElse(0));
    run.end();
    report.add(run, 0);
    stage.probes().endAll();
  }

  /** Half of the publishers honour requests to reconnect, half just come back; so do players. */
  private static Show show(Stage stage, int number) {
    FaultCluster cluster = stage.cluster();
    boolean moves = number % 2 == 0;
    ProbeStream stream = new ProbeStream("rolling", ProbeStream.Shape.USUAL);
    ProbePublisher.Plan plan = new ProbePublisher.Plan(cluster.originsFrom(number / 2 % 2));
    ProbePublisher publisher = stage.publish(stream, moves ? plan : plan.plain());
    List<ProbePlayer> players = new ArrayList<>();
    for (int i = 0; i < PLAYERS_A_STREAM; i++) {
      ProbePlayer.Plan there = new ProbePlayer.Plan(cluster.edgesFrom(i % 2), true, i % 4 < 2);
      players.add(stage.probes().play(stream, there));
    }
    return new Show(publisher, moves, players);
  }

  /** How often a stream's publisher was cut off, at worst. */
  private static long interruptions(List<Show> shows, long sinceNanos) {
    return shows.stream()
        .mapToLong(
            show ->
                show.publisher().log().losses().stream()
                    .filter(loss -> loss.nanos() >= sinceNanos)
                    .count())
        .max()
        .orElse(0);
  }

  private static long lostOfMovers(List<Show> shows, long sinceNanos) {
    return shows.stream()
        .filter(Show::moves)
        .flatMap(show -> show.players().stream())
        .mapToLong(player -> player.trace().missingSince(sinceNanos))
        .max()
        .orElse(0);
  }
}
