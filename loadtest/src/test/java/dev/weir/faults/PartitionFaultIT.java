package dev.weir.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The network between nodes is cut, and players stay. */
final class PartitionFaultIT {
  private static final int PLAYERS = 40;
  private static final Duration CUT = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration ONE_WAY = Duration.ofSeconds(12);
  private static final Duration MINUTE =
      Duration.ofSeconds(Integer.getInteger("faults.lostSeconds", 60));

  @Test
  void playersAreHeldWhileAnEdgeIsCutOffFromItsOrigin() {
    FaultReport report = new FaultReport("partitionEdgeOrigin10s");
    try (Stage stage = new Stage(FaultCluster.cuttable("partition", 1, 2))) {
      for (int i = 0; i < FaultReport.wantedRuns(); i++) {
        cutAnEdgeOff(stage, report);
      }
      report.logs(stage.cluster());
    }
    report
        .exactly("disconnects", report.disconnects(), 0)
        .atMost("media after healing ms, worst", report.figure("after healing ms", 1), 1_000)
        .exactly("pictures lost by the other edge", report.figure("lost elsewhere", 1), 0)
        .tell("gap max ms", report.gap(1))
        .tell("drift of timestamps ms, worst", report.figure("drift ms", 1))
        .cleanMedia()
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .finish();
  }

  private static void cutAnEdgeOff(Stage stage, FaultReport report) {
    FaultCluster cluster = stage.cluster();
    Run run = report.begin();
    ProbeStream stream = new ProbeStream("cut", ProbeStream.Shape.USUAL);
    run.watch(stage.publish(stream, new ProbePublisher.Plan(cluster.originsFrom(0))));
    List<ProbePlayer> players = stage.watch(stream, PLAYERS);
    run.watch(players);
    stage.awaitSteady(players);

    long cut = run.mark("cut e1 | o1");
    cluster.cut(cluster.edge(0), cluster.origin(0));
    Stage.pass(CUT);
    cluster.heal();
    long healed = run.mark("healed");
    List<ProbePlayer> there =
        players.stream().filter(player -> isAt(player, cluster.edge(0))).toList();
    CompletableFuture<Double> media =
        stage.until(
            healed,
            LIMIT,
            () -> there.stream().allMatch(player -> player.trace().lastArrivalNanos() > healed));
    run.figure("after healing ms", Stage.take(media));
    Stage.pass(Duration.ofSeconds(1));
    run.figure("lag ms", stage.probes().takeLagMillis());
    run.figure(
        "lost elsewhere",
        players.stream()
            .filter(player -> !isAt(player, cluster.edge(0)))
            .mapToLong(player -> player.trace().missingSince(cut))
            .sum());
    run.end();
    run.figure("drift ms", run.driftMillis());
    report.add(run, 0);
    stage.probes().endAll();
    cluster.awaitWhole();
  }

  @Test
  void aOneWayCutIsNoticed() {
    FaultReport report = new FaultReport("oneWayPartition");
    try (Stage stage = new Stage(FaultCluster.cuttable("one-way", 1, 2))) {
      for (int i = 0; i < FaultReport.wantedRuns(2); i++) {
        cutOneWay(stage, report, i % 2 == 0);
      }
      report.logs(stage.cluster());
    }
    report
        .atMost("noticed by the origin after ms, worst", report.figure("noticed ms", 1), 6_000)
        .atMost("media after healing ms, worst", report.figure("after healing ms", 1), 2_000)
        .exactly("disconnects", report.disconnects(), 0)
        .cleanMedia()
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .finish();
  }

  /**
   * @param acks whether what the edge says is lost, with the acknowledgements; else the media is
   */
  private static void cutOneWay(Stage stage, FaultReport report, boolean acks) {
    FaultCluster cluster = stage.cluster();
    FaultNode origin = cluster.origin(0);
    FaultNode edge = cluster.edge(0);
    Run run = report.begin();
    ProbeStream stream = new ProbeStream("oneway", ProbeStream.Shape.USUAL);
    run.watch(stage.publish(stream, new ProbePublisher.Plan(cluster.originsFrom(0))));
    List<ProbePlayer> players = stage.watch(stream, PLAYERS);
    run.watch(players);
    stage.awaitSteady(players);

    // Two edges pull; the origin has to let go of one.
    long cut = run.mark(acks ? "cut e1 -> o1" : "cut o1 -> e1");
    cluster.cutOneWay(acks ? edge : origin, acks ? origin : edge);
    CompletableFuture<Double> noticed =
        stage.until(
            cut,
            ONE_WAY,
            () -> {
              int pulls = origin.api().pulls();
              return pulls == 0 || pulls == 1;
            });
    Stage.pass(ONE_WAY);
    cluster.heal();
    long healed = run.mark("healed");
    CompletableFuture<Double> media =
        stage.until(
            healed,
            LIMIT,
            () -> players.stream().allMatch(player -> player.trace().lastArrivalNanos() > healed));
    run.figure("noticed ms", Stage.take(noticed));
    run.figure("after healing ms", Stage.take(media));
    Stage.pass(Duration.ofSeconds(1));
    run.figure("lag ms", stage.probes().takeLagMillis());
    run.end();
    report.add(run, 0);
    stage.probes().endAll();
    cluster.awaitWhole();
  }

  @Test
  void anEdgeThatLostAllMembersLosesNoFrame() {
    FaultReport report = new FaultReport("allMembersLost60s");
    try (Stage stage = new Stage(FaultCluster.cuttable("members", 2, 2))) {
      for (int i = 0; i < FaultReport.wantedRuns(1); i++) {
        cutMembership(stage, report);
      }
      report.logs(stage.cluster());
    }
    report
        .exactly("pictures lost", report.figure("lost", 1), 0)
        .exactly("disconnects", report.disconnects(), 0)
        .atMost("gap max ms", report.gap(1), 500)
        .atMost("new stream plays after healing, ms", report.figure("new stream ms", 1), 20_000)
        .cleanMedia()
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .finish();
  }

  private static void cutMembership(Stage stage, FaultReport report) {
    FaultCluster cluster = stage.cluster();
    FaultNode edge = cluster.edge(0);
    Run run = report.begin();
    List<ProbePlayer> players = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      ProbeStream stream = new ProbeStream("members", ProbeStream.Shape.USUAL);
      run.watch(stage.publish(stream, new ProbePublisher.Plan(cluster.originsFrom(i))));
      players.addAll(stage.watch(stream, PLAYERS / 2));
    }
    run.watch(players);
    stage.awaitSteady(players);

    long cut = run.mark("e1 loses all members");
    cluster.nodes().stream()
        .filter(node -> node != edge)
        .forEach(node -> cluster.cutMembership(edge, node));
    Stage.pass(MINUTE);
    cluster.heal();
    long healed = run.mark("healed");
    ProbeStream fresh = new ProbeStream("members-new", ProbeStream.Shape.USUAL);
    run.watch(stage.publish(fresh, new ProbePublisher.Plan(cluster.originsFrom(0))));
    ProbePlayer newcomer =
        stage.probes().play(fresh, new ProbePlayer.Plan(List.of(edge.rtmp()), true, false));
    run.figure(
        "new stream ms",
        Stage.take(
            stage.until(healed, Duration.ofSeconds(40), () -> newcomer.trace().videoFrames() > 0)));
    run.figure("lag ms", stage.probes().takeLagMillis());
    run.figure(
        "lost", players.stream().mapToLong(player -> player.trace().missingSince(cut)).sum());
    run.end();
    report.add(run, 0);
    stage.probes().endAll();
    cluster.awaitWhole();
  }

  private static boolean isAt(ProbePlayer player, FaultNode edge) {
    return player.firstTarget().equals(edge.rtmp());
  }
}
