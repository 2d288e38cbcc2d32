package dev.weir.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An origin is stopped for eight seconds and wakes without knowing it. */
final class FrozenOriginFaultIT {
  private static final int PLAYERS = 40;
  private static final int DIRECT = 5;
  private static final int TRIES = 1_000;
  private static final Duration NOTICED = Duration.ofSeconds(1);
  private static final Duration FROZEN =
      Duration.ofSeconds(Integer.getInteger("faults.frozenSeconds", 8));
  private static final Duration AFTER = Duration.ofSeconds(6);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Test
  void anOriginThatWakesDoesNotServeWhatItNoLongerOwns() {
    FaultReport report = new FaultReport("frozenOrigin8s");
    try (Stage stage = new Stage(FaultCluster.anywhere("frozen", 2, 2))) {
      for (int i = 0; i < FaultReport.wantedRuns(); i++) {
        run(stage, report, i % 2);
      }
      report.logs(stage.cluster());
    }
    report
        .exactly("players that saw an old incarnation again", report.figure("old", 1), 0)
        .exactly("disconnects", report.disconnects(), 0)
        .atMost("one owner after waking ms, worst", report.figure("one owner ms", 1), 5_000)
        .tell("publisher away ms, worst", report.figure("away ms", 1))
        .tell("gap p99 ms", report.gap(0.99))
        .cleanMedia()
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .finish();
  }

  private static void run(Stage stage, FaultReport report, int victim) {
    FaultCluster cluster = stage.cluster();
    FaultNode frozen = cluster.origin(victim);
    FaultNode other = cluster.origin(1 - victim);
    ProbeStream stream = new ProbeStream("frozen", ProbeStream.Shape.USUAL);
    Run run = report.begin();
    // It knows better than to knock at the frozen one again.
    List<String> targets = new ArrayList<>(List.of(frozen.rtmp()));
    targets.addAll(Collections.nCopies(TRIES, other.rtmp()));
    ProbePublisher publisher = stage.publish(stream, new ProbePublisher.Plan(targets));
    List<ProbePlayer> players = stage.watch(stream, PLAYERS);
    run.watch(publisher);
    run.watch(players);
    stage.awaitSteady(players);

    long stopped = run.mark("SIGSTOP " + frozen.name());
    frozen.freeze();
    Stage.pass(NOTICED);
    run.mark("publisher leaves");
    publisher.drop();
    Stage.pass(FROZEN.minus(NOTICED));
    int epoch = lastEpoch(publisher);
    boolean movedOn = publisher.log().sent().size() > 1;
    long woken = run.mark("SIGCONT");
    frozen.thaw();
    List<ProbePlayer> direct = new ArrayList<>();
    for (int i = 0; i < DIRECT; i++) {
      direct.add(stage.probes().play(stream, ProbePlayer.Plan.stayAt(frozen.rtmp())));
    }
    CompletableFuture<Double> owned =
        stage.until(woken, LIMIT, () -> isOwnedBy(cluster, stream, other));
    Stage.pass(AFTER);
    run.figure("one owner ms", Stage.take(owned));
    run.figure("lag ms", stage.probes().takeLagMillis());
    run.figure("away ms", publisher.log().absenceMillis(stopped));
    // One that moved on before the origin woke must not see what the origin kept.
    run.figure("old", movedOn ? seenBefore(epoch, direct) : 0);
    run.note(movedOn ? "publisher moved on while it was frozen" : "publisher did not move on");
    run.end();
    report.add(run, 0);
    stage.probes().endAll();
    cluster.awaitWhole();
  }

  private static int lastEpoch(ProbePublisher publisher) {
    List<PublisherLog.Sent> sent = publisher.log().sent();
    return sent.get(sent.size() - 1).epoch();
  }

  private static long seenBefore(int epoch, List<ProbePlayer> players) {
    return players.stream().filter(player -> player.trace().lowestEpoch() < epoch).count();
  }

  private static boolean isOwnedBy(FaultCluster cluster, ProbeStream stream, FaultNode owner) {
    return cluster.nodes().stream()
        .allMatch(
            node ->
                node.api()
                    .owners()
                    .map(owners -> owners.get(stream.key()))
                    .filter(told -> owner.name().equals(told.origin()))
                    .isPresent());
  }
}
