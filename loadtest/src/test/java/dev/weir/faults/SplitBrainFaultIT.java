package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The cluster falls into two halves, and one key is published in both. */
final class SplitBrainFaultIT {
  private static final int OTHERS = Integer.getInteger("faults.others", 500);
  private static final int PLAYERS = 20;
  private static final Duration SPLIT = Duration.ofSeconds(20);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration AFTER_MERGE = Duration.ofSeconds(2);
  private static final String BAD_NAME = "NetStream.Publish.BadName";

  /** Hundreds of other streams, which nothing may happen to. */
  private final List<ProbePublisher> others = new ArrayList<>();

  @Test
  void aHealedSplitHasOneOwnerAndLosesNobody() {
    FaultReport report = new FaultReport("splitBrain");
    try (Stage stage = new Stage(FaultCluster.cuttable("split", 2, 2))) {
      publishOthers(stage);
      for (int i = 0; i < FaultReport.wantedRuns(); i++) {
        run(stage, report);
      }
      report.logs(stage.cluster());
    }
    report
        .exactly("halves that did not serve their own", report.figure("not served", 1), 0)
        .atMost("one owner after healing ms, worst", report.figure("one owner ms", 1), 10_000)
        .atMost(
            "players of both halves on it ms, worst", report.figure("one picture ms", 1), 13_000)
        .exactly("losers that were not told BadName", report.figure("not told", 1), 0)
        .exactly("other streams missing on a node", report.figure("missing", 1), 0)
        .exactly("other streams that cannot be played", report.figure("unplayable", 1), 0)
        .exactly("other publishers cut off", report.figure("others lost", 1), 0)
        .exactly("disconnects", report.disconnects(), 0)
        // The half whose publisher lost goes over to another publisher's pictures: these may be of
        // an
        // older incarnation, and begin with a key frame of a moment ago.
        .cleanMediaBut(Set.of(Trace.Fault.BACKWARD_EPOCH, Trace.Fault.REPLAY))
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .finish();
  }

  private void publishOthers(Stage stage) {
    for (int i = 0; i < OTHERS; i++) {
      ProbePublisher.Plan plan =
          new ProbePublisher.Plan(List.of(stage.cluster().origin(i % 2).rtmp()));
      others.add(stage.probes().publish(new ProbeStream("other", ProbeStream.Shape.SLIGHT), plan));
    }
    others.forEach(other -> assertThat(other.granted()).succeedsWithin(60, TimeUnit.SECONDS));
  }

  private void run(Stage stage, FaultReport report) {
    FaultCluster cluster = stage.cluster();
    ProbeStream stream = new ProbeStream("split", ProbeStream.Shape.USUAL);
    Run run = report.begin();
    long splitAt = run.mark("split o1 e1 | o2 e2");
    for (FaultNode left : List.of(cluster.origin(0), cluster.edge(0))) {
      for (FaultNode right : List.of(cluster.origin(1), cluster.edge(1))) {
        cluster.cut(left, right);
      }
    }
    awaitHalves(cluster);
    List<ProbePublisher> rivals = new ArrayList<>();
    List<ProbePlayer> players = new ArrayList<>();
    for (int half = 0; half < 2; half++) {
      rivals.add(
          stage.publish(
              stream,
              new ProbePublisher.Plan(List.of(cluster.origin(half).rtmp()))
                  .withQuery("?by=" + half)
                  .once()));
      run.watch(rivals.get(half));
    }
    for (int i = 0; i < PLAYERS; i++) {
      String edge = cluster.edge(i * 2 / PLAYERS).rtmp();
      players.add(stage.probes().play(stream, ProbePlayer.Plan.stayAt(edge)));
    }
    run.watch(players);
    stage.awaitSteady(players);
    run.figure("not served", servesOwn(players, rivals) ? 0 : 1);

    cluster.heal();
    long healed = run.mark("healed");
    double merged =
        Stage.take(stage.until(healed, LIMIT, () -> owner(cluster, stream).isPresent()));
    run.figure("one owner ms", merged);
    Stage.pass(AFTER_MERGE);
    run.figure("missing", missing(cluster));
    run.figure("unplayable", unplayable(stage));
    run.figure("one picture ms", Stage.take(stage.until(healed, LIMIT, () -> onePicture(players))));
    owner(cluster, stream).ifPresent(owner -> run.note("owner " + owner));
    run.figure("not told", told(rivals) ? 0 : 1);
    run.figure("others lost", othersLost(splitAt));
    run.figure("lag ms", stage.probes().takeLagMillis());
    run.end();
    report.add(run, 0);
    players.forEach(ProbePlayer::stop);
    rivals.forEach(rival -> rival.stop().join());
    cluster.awaitWhole();
  }

  private static void awaitHalves(FaultCluster cluster) {
    for (int half = 0; half < 2; half++) {
      List<String> names = List.of(cluster.origin(half).name(), cluster.edge(half).name());
      for (FaultNode node : List.of(cluster.origin(half), cluster.edge(half))) {
        await()
            .atMost(SPLIT)
            .untilAsserted(
                () -> assertThat(node.api().nodes()).containsExactlyInAnyOrderElementsOf(names));
      }
    }
  }

  private static boolean servesOwn(List<ProbePlayer> players, List<ProbePublisher> rivals) {
    List<Integer> epochs = rivals.stream().map(rival -> rival.log().sent().get(0).epoch()).toList();
    for (int i = 0; i < PLAYERS; i++) {
      if (players.get(i).trace().lastEpoch() != epochs.get(i * 2 / PLAYERS)) {
        return false;
      }
    }
    return true;
  }

  /** The one owner that all nodes tell of; empty while they differ. */
  private static Optional<NodeApi.Owner> owner(FaultCluster cluster, ProbeStream stream) {
    Set<Optional<NodeApi.Owner>> told = new HashSet<>();
    Set<Integer> sizes = new HashSet<>();
    for (FaultNode node : cluster.nodes()) {
      told.add(node.api().owners().map(owners -> owners.get(stream.key())));
      sizes.add(node.api().nodes().size());
    }
    boolean whole = sizes.equals(Set.of(cluster.nodes().size()));
    return whole && told.size() == 1 ? told.iterator().next() : Optional.empty();
  }

  /** Other streams that some node does not tell of, at worst. */
  private long missing(FaultCluster cluster) {
    long worst = 0;
    for (FaultNode node : cluster.nodes()) {
      Map<String, NodeApi.Owner> owners = node.api().owners().orElse(Map.of());
      long missing =
          others.stream().filter(other -> !owners.containsKey(other.stream().key())).count();
      worst = Math.max(worst, missing);
    }
    return worst;
  }

  /** Other streams without a picture at the edge of the half in which they are not. */
  private long unplayable(Stage stage) {
    List<ProbePlayer> tries = new ArrayList<>();
    for (int i = 0; i < others.size(); i++) {
      String edge = stage.cluster().edge(1 - i % 2).rtmp();
      tries.add(stage.probes().play(others.get(i).stream(), ProbePlayer.Plan.stayAt(edge)));
    }
    Stage.take(
        stage.until(
            System.nanoTime(),
            Duration.ofSeconds(5),
            () -> tries.stream().allMatch(player -> player.trace().videoFrames() > 0)));
    tries.forEach(ProbePlayer::stop);
    return tries.stream().filter(player -> player.trace().videoFrames() == 0).count();
  }

  private long othersLost(long sinceNanos) {
    return others.stream()
        .flatMap(other -> other.log().losses().stream())
        .filter(loss -> loss.nanos() >= sinceNanos)
        .count();
  }

  private static boolean onePicture(List<ProbePlayer> players) {
    return players.stream().map(player -> player.trace().lastEpoch()).distinct().count() == 1;
  }

  private static boolean told(List<ProbePublisher> rivals) {
    long losers =
        rivals.stream()
            .flatMap(rival -> rival.log().losses().stream())
            .filter(loss -> loss.why().equals(BAD_NAME))
            .count();
    return losers == 1;
  }
}
