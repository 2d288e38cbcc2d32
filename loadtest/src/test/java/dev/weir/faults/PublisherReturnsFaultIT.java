package dev.weir.faults;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A publisher's connection breaks and it comes back to the same origin. */
final class PublisherReturnsFaultIT {
  private static final int PLAYERS = 100;
  private static final Duration LIMIT = Duration.ofSeconds(8);

  @Test
  void playersStayWhenTheirPublisherReturnsToTheSameOrigin() {
    FaultReport report = new FaultReport("publisherReturnsSame");
    try (Stage stage = new Stage(FaultCluster.anywhere("returns", 1, 2))) {
      for (int i = 0; i < FaultReport.wantedRuns(); i++) {
        run(stage, report, i);
      }
      report.logs(stage.cluster());
    }
    report
        .atMost("gap beyond the absence, p99 ms", report.gap(0.99), 200)
        .atMost("gap beyond the absence, max ms", report.gap(1), 200)
        .exactly("disconnects", report.disconnects(), 0)
        .atMost("refusals in a run, worst", report.figure("refused", 1), 0)
        .atMost("pictures lost after the return, worst", report.figure("late pictures", 1), 0)
        .atMost("drift of timestamps ms, worst", report.figure("drift ms", 1), 250)
        .cleanMedia()
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .finish();
  }

  private static void run(Stage stage, FaultReport report, int number) {
    FaultCluster cluster = stage.cluster();
    // Every other time the encoder comes back with other parameter sets.
    ProbeStream.Shape usual = ProbeStream.Shape.USUAL;
    ProbeStream stream =
        new ProbeStream("returns", number % 2 == 0 ? usual : usual.withFreshHeaders());
    Run run = report.begin();
    ProbePublisher publisher =
        stage.publish(stream, new ProbePublisher.Plan(List.of(cluster.origin(0).rtmp())));
    List<ProbePlayer> players = stage.watch(stream, PLAYERS);
    run.watch(publisher);
    run.watch(players);
    stage.awaitSteady(players);

    long dropped = run.mark("publisher drops");
    publisher.drop();
    stage.awaitPicturesSince(dropped + Duration.ofMillis(300).toNanos(), players, LIMIT);

    run.figure("lag ms", stage.probes().takeLagMillis());
    run.figure("refused", publisher.log().refusalsSince(dropped).size());
    run.figure("absence ms", publisher.log().absenceMillis(dropped));
    run.figure("late pictures", latePictures(publisher, players));
    run.end();
    run.figure("drift ms", run.driftMillis());
    report.add(run, publisher.log().absenceMillis(dropped));
    stage.probes().endAll();
  }

  /** Pictures that were sent from the return on and that a player did not get, at worst. */
  private static long latePictures(ProbePublisher publisher, List<ProbePlayer> players) {
    List<PublisherLog.Sent> sent = publisher.log().sent();
    long first = sent.get(sent.size() - 1).from();
    return players.stream()
        .flatMap(player -> player.trace().gaps().stream())
        .filter(gap -> gap.toSequence() > first)
        .mapToLong(gap -> gap.toSequence() - Math.max(first, gap.fromSequence() + 1))
        .max()
        .orElse(0);
  }
}
