package dev.weir.faults;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Two publishers ask two origins for one key at the same time, a hundred times. */
final class PublisherRaceFaultIT {
  private static final int RACES = Integer.getInteger("faults.races", 100);
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration AFTER = Duration.ofMillis(300);
  private static final String BAD_NAME = "NetStream.Publish.BadName";

  @Test
  void exactlyOneOfTwoRacingPublishersWins() {
    FaultReport report = new FaultReport("publisherRace");
    try (Stage elsewhere = new Stage(FaultCluster.anywhere("warm", 2, 0))) {
      // Encoders are not new when a node is: these load their classes at nodes of another cluster.
      race(elsewhere, report.begin());
    }
    try (Stage stage = new Stage(FaultCluster.anywhere("race", 2, 0))) {
      for (int i = 0; i < RACES; i++) {
        Run run = race(stage, report.begin());
        report.add(run, 0);
        if (i == 0) {
          report.tell("BadName after ms, cold", run.figures().getOrDefault("refused ms", 0.0));
        }
      }
      report.logs(stage.cluster());
    }
    report
        .exactly("winners of a race, fewest", report.figure("winners", 0), 1)
        .exactly("winners of a race, most", report.figure("winners", 1), 1)
        .exactly("losers that were not told BadName", report.figure("wrong answers", 1), 0)
        .exactly("winners that did not stay", report.figure("winner lost", 1), 0)
        .tell("BadName after ms, p50", report.figure("refused ms", 0.5))
        .atMost("BadName after ms, worst", report.figure("refused ms", 1), 200)
        .finish();
  }

  private static Run race(Stage stage, Run run) {
    FaultCluster cluster = stage.cluster();
    ProbeStream stream = new ProbeStream("race", ProbeStream.Shape.USUAL);
    List<ProbePublisher> racers =
        Stream.of(0, 1)
            // Another query makes another publisher: the same one might take over from itself.
            .map(
                i ->
                    new ProbePublisher.Plan(List.of(cluster.origin(i).rtmp()))
                        .withQuery("?by=" + i)
                        .once())
            .map(plan -> stage.probes().publish(stream, plan))
            .toList();
    racers.forEach(run::watch);
    run.mark("race");
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(LIMIT)
        .until(() -> racers.stream().noneMatch(racer -> racer.log().attempts().isEmpty()));
    Stage.pass(AFTER);

    List<PublisherLog.Attempt> answers =
        racers.stream().flatMap(racer -> racer.log().attempts().stream()).toList();
    run.figure("winners", count(answers, PublisherLog.Outcome.GRANTED));
    run.figure("winner lost", racers.stream().mapToInt(r -> r.log().losses().size()).sum());
    run.figure(
        "wrong answers",
        answers.stream()
            .filter(answer -> answer.outcome() != PublisherLog.Outcome.GRANTED)
            .filter(answer -> !answer.detail().equals(BAD_NAME))
            .count());
    answers.stream()
        .filter(answer -> answer.outcome() == PublisherLog.Outcome.REFUSED)
        .mapToDouble(PublisherLog.Attempt::latencyMillis)
        .max()
        .ifPresent(latency -> run.figure("refused ms", latency));
    run.end();
    stage.probes().endAll();
    return run;
  }

  private static long count(List<PublisherLog.Attempt> answers, PublisherLog.Outcome outcome) {
    return answers.stream().filter(answer -> answer.outcome() == outcome).count();
  }
}
