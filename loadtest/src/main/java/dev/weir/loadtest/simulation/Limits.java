package dev.weir.loadtest.simulation;

import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.report.Bound;
import dev.weir.loadtest.report.Slo;
import dev.weir.loadtest.report.Statistic;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * What a server that serves well holds. One below 0 is not judged, which is what {@code -1} on the
 * command line is for.
 */
final class Limits {
  @Option(
      names = "--max-age-p99-ms",
      paramLabel = "MS",
      description = "Limit on the age of frames, p99; ${DEFAULT-VALUE} by default.")
  private double maxAge = 500;

  @Option(
      names = "--max-join-p99-ms",
      paramLabel = "MS",
      description = "Limit from dialling to the first picture, p99; ${DEFAULT-VALUE} by default.")
  private double maxJoin = 3_000;

  @Option(
      names = "--max-failed-percent",
      paramLabel = "P",
      description = "Limit on joins that fail; ${DEFAULT-VALUE} by default.")
  private double maxFailed;

  @Option(
      names = "--max-stalls",
      paramLabel = "N",
      description = "Limit on times without a picture for a second; ${DEFAULT-VALUE} by default.")
  private double maxStalls;

  @Option(
      names = "--max-missing",
      paramLabel = "N",
      description = "Limit on frames that never came; ${DEFAULT-VALUE} by default.")
  private double maxMissing;

  @Option(
      names = "--max-cut-off",
      paramLabel = "N",
      description = "Limit on players that the server closed; ${DEFAULT-VALUE} by default.")
  private double maxCutOff;

  @Option(
      names = "--min-received-percent",
      paramLabel = "P",
      description = "What players receive of what is sent, at least; ${DEFAULT-VALUE} by default.")
  private double minReceived = 90;

  /** For a server that is hurt: frames get lost, and players wait. */
  void expectLosses() {
    maxAge = -1;
    maxStalls = -1;
    maxMissing = -1;
    minReceived = -1;
  }

  /** For a server that drops what slow players cannot take, or for short visits. */
  void allowCutOff() {
    maxCutOff = -1;
  }

  /** For crowds that come at once. */
  void joinWithin(double millis) {
    maxJoin = millis;
  }

  /**
   * The objectives.
   *
   * @param stamped whether frames carry number and time
   */
  List<Slo> slos(boolean stamped) {
    List<Slo> slos = new ArrayList<>();
    add(slos, Measures.JOIN, Statistic.P99, Bound.AT_MOST, maxJoin, "ms");
    add(slos, Measures.JOIN, Statistic.FAILED_SHARE, Bound.AT_MOST, maxFailed / 100, "");
    if (stamped) {
      add(slos, Measures.FRAME_AGE, Statistic.P99, Bound.AT_MOST, maxAge, "ms");
      add(slos, Measures.MISSING, Statistic.SUM, Bound.AT_MOST, maxMissing, "frames");
      add(slos, Measures.RECEIVED_SHARE, Statistic.P50, Bound.AT_LEAST, minReceived, "%");
    }
    add(slos, Measures.STALLS, Statistic.SUM, Bound.AT_MOST, maxStalls, "stalls");
    add(slos, Measures.CUT_OFF, Statistic.SUM, Bound.AT_MOST, maxCutOff, "players");
    return slos;
  }

  /** Adds an objective unless its limit is below 0. */
  static void add(
      List<Slo> slos, String measure, Statistic statistic, Bound bound, double limit, String unit) {
    if (limit >= 0) {
      slos.add(new Slo(measure, statistic, bound, limit, unit));
    }
  }
}
