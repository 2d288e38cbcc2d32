package dev.weir.faults;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A second encoder with a lower priority waits at another origin and steps in. */
final class BackupFaultIT {
  private static final int PLAYERS = 100;
  private static final int PRIMARY = 20;
  private static final int BACKUP = 10;
  private static final Duration LIMIT = Duration.ofSeconds(8);
  private static final Duration BACK = Duration.ofSeconds(4);

  @Test
  void theBackupStepsInAndBackWithoutALostFrame() {
    FaultReport report = new FaultReport("backupStepsIn");
    try (Stage stage = new Stage(FaultCluster.anywhere("backup", 2, 2))) {
      for (int i = 0; i < FaultReport.wantedRuns(); i++) {
        run(stage, report, i % 2 == 0);
      }
      report.logs(stage.cluster());
    }
    report
        .tell("gap p50 ms", report.gap(0.5))
        .atMost("gap p99 ms", report.gap(0.99), 2_000)
        .exactly("disconnects", report.disconnects(), 0)
        .exactly("runs in which the backup was not seen", report.figure("backup missed", 1), 0)
        .exactly("runs in which the primary did not come back", report.figure("no return", 1), 0)
        .exactly("pictures lost while stepping back, worst", report.figure("lost", 1), 0)
        .cleanMedia()
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .finish();
  }

  /** How a publisher says its priority; higher ones go first. */
  private static String priorityUrl(int priority) {
    return "?priority=" + priority;
  }

  /**
   * @param silent whether the primary stops to send; else its connection breaks
   */
  private static void run(Stage stage, FaultReport report, boolean silent) {
    FaultCluster cluster = stage.cluster();
    ProbeStream stream = new ProbeStream("backup", ProbeStream.Shape.USUAL);
    Run run = report.begin();
    ProbePublisher primary =
        stage.publish(
            stream,
            new ProbePublisher.Plan(List.of(cluster.origin(0).rtmp()))
                .withQuery(priorityUrl(PRIMARY)));
    // It may be granted and wait, or be refused and try again: both are ways to wait.
    ProbePublisher backup =
        stage
            .probes()
            .publish(
                stream,
                new ProbePublisher.Plan(List.of(cluster.origin(1).rtmp()))
                    .withQuery(priorityUrl(BACKUP)));
    List<ProbePlayer> players = stage.watch(stream, PLAYERS);
    run.watch(primary);
    run.watch(backup);
    run.watch(players);
    stage.awaitSteady(players);

    long gone = run.mark(silent ? "primary silent" : "primary breaks");
    if (silent) {
      primary.silence();
    } else {
      primary.dropAndStayAway();
    }
    stage.awaitPicturesSince(gone + Duration.ofMillis(300).toNanos(), players, LIMIT);
    boolean seen = players.stream().allMatch(player -> player.trace().lastArrivalNanos() > gone);

    long back = run.mark("primary back");
    if (silent) {
      primary.speak();
    } else {
      primary.comeBack();
    }
    Stage.pass(BACK);
    run.figure("lag ms", stage.probes().takeLagMillis());
    run.figure("backup missed", seen && stepsInFrom(backup, gone) ? 0 : 1);
    run.figure("no return", isLast(primary, players) ? 0 : 1);
    long lost =
        players.stream().mapToLong(player -> player.trace().missingSince(back)).max().orElse(0);
    run.figure("lost", lost);
    run.end();
    report.add(run, 0);
    stage.probes().endAll();
  }

  private static boolean stepsInFrom(ProbePublisher backup, long nanos) {
    return backup.log().sent().stream().anyMatch(sent -> sent.lastSentNanos() > nanos);
  }

  /** Whether what the players see now is the publisher's last incarnation. */
  private static boolean isLast(ProbePublisher publisher, List<ProbePlayer> players) {
    List<PublisherLog.Sent> sent = publisher.log().sent();
    int epoch = sent.get(sent.size() - 1).epoch();
    return players.stream().allMatch(player -> player.trace().lastEpoch() == epoch);
  }
}
