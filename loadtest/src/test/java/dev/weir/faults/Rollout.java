package dev.weir.faults;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** What nobody may notice of an update of all nodes, whoever does it. */
final class Rollout {
  private Rollout() {}

  /** Writes down what became of the shows since it began. */
  static void note(Run run, List<Show> shows, long sinceNanos) {
    run.figure("interruptions", Show.interruptions(shows.stream(), sinceNanos));
    run.figure("movers cut", Show.interruptions(shows.stream().filter(Show::moves), sinceNanos));
    run.figure("lost of movers", Show.lostOfMovers(shows, sinceNanos));
    shows.stream().filter(Show::moves).forEach(show -> show.noteLosses(run, sinceNanos));
    run.figure(
        "moves",
        shows.stream()
            .flatMap(show -> show.players().stream())
            .mapToInt(player -> player.trace().joins() - 1)
            .max()
            .orElse(0));
  }

  /** The bars that all runs have to meet; the report is not finished. */
  static FaultReport bars(FaultReport report) {
    return report
        .atMost("interruptions of a stream, worst", report.figure("interruptions", 1), 1)
        .exactly("publishers that move and were cut off", report.figure("movers cut", 1), 0)
        .exactly(
            "pictures lost by publishers that move, worst", report.figure("lost of movers", 1), 0)
        .atMost("moves of a player, worst", report.figure("moves", 1), 1)
        .atMost("lost share of viewer-seconds, 1/1000", worst(report, Run::blamedShare), 1)
        .tell("the same with the clients' own waits", worst(report, Run::lostShare))
        .tell(
            "share of time without a picture for 3 frames, 1/1000", worst(report, Run::frozenShare))
        .tell("gap p99 ms", report.gap(0.99))
        .tell("gap max ms", report.gap(1))
        .tell("disconnects", report.disconnects())
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .exactly("nodes that did not exit with 0", report.figure("bad exits", 1), 0)
        .cleanMedia();
  }

  private static double worst(FaultReport report, ToDoubleFunction<Run> share) {
    return 1_000 * report.runs().stream().mapToDouble(share).max().orElse(1);
  }
}
