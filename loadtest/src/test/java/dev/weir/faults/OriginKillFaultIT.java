package dev.weir.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** An origin dies at once, with two hundred players on two edges. */
final class OriginKillFaultIT {
  private static final int PLAYERS = 200;
  private static final Duration LIMIT = Duration.ofSeconds(8);

  @Test
  void playersStayWhenTheirOriginDies() {
    FaultReport report = new FaultReport("originKill");
    try (Stage stage = new Stage(FaultCluster.anywhere("origin-kill", 2, 2))) {
      for (int i = 0; i < FaultReport.wantedRuns(); i++) {
        run(stage, report, i % 2);
      }
      report.logs(stage.cluster());
    }
    report
        .atMost("gap p50 ms", report.gap(0.5), 800)
        .atMost("gap p99 ms", report.gap(0.99), 1_500)
        .tell("gap max ms", report.gap(1))
        .exactly("disconnects", report.disconnects(), 0)
        .cleanMedia()
        .atMost("stale entry ms, worst", report.figure("stale ms", 1), 1_000)
        .tell("publisher refused, times in a run at worst", report.figure("refused", 1))
        .tell("publisher granted after ms, p50", report.figure("grant ms", 0.5))
        .tell("publisher granted after ms, worst", report.figure("grant ms", 1))
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .finish();
  }

  private static void run(Stage stage, FaultReport report, int victim) {
    FaultCluster cluster = stage.cluster();
    FaultNode dying = cluster.origin(victim);
    FaultNode survivor = cluster.origin(1 - victim);
    ProbeStream stream = new ProbeStream("kill", ProbeStream.Shape.USUAL);
    Run run = report.begin();
    ProbePublisher publisher =
        stage.publish(stream, new ProbePublisher.Plan(cluster.originsFrom(victim)));
    List<ProbePlayer> players = stage.watch(stream, PLAYERS);
    run.watch(publisher);
    run.watch(players);
    stage.awaitSteady(players);
    stage.awaitOwned(survivor, stream, dying);

    long killed = run.mark("kill -9 " + dying.name());
    CompletableFuture<Double> stale = stage.untilNotOwned(survivor, stream, dying, killed, LIMIT);
    dying.kill();
    // What was on its way when the origin died still arrives.
    stage.awaitPicturesSince(killed + Duration.ofMillis(300).toNanos(), players, LIMIT);

    run.figure("stale ms", Stage.take(stale));
    run.figure("lag ms", stage.probes().takeLagMillis());
    run.figure("refused", publisher.log().refusalsSince(killed).size());
    run.figure("grant ms", publisher.log().grantMillis(killed));
    run.figure("absence ms", publisher.log().absenceMillis(killed));
    run.end();
    report.add(run, publisher.log().ownDelayMillis(killed));
    stage.probes().endAll();
    dying.start();
    cluster.awaitWhole();
  }
}
