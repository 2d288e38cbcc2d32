package dev.weir.loadtest.simulation;

import dev.weir.cli.StartupException;
import dev.weir.cli.WeirVersion;
import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.report.Bound;
import dev.weir.loadtest.report.Slo;
import dev.weir.loadtest.report.Statistic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code weir load failover} is told. */
@Command(
    description = {
      "Kills the origin that has the streams while players watch, several times, and measures",
      "what they see of it. Publishers come back to the next of the --publish-url. --seconds is",
      "the time from kill to kill; what was killed is started again when half of it is over."
    },
    mixinStandardHelpOptions = true,
    versionProvider = WeirVersion.class)
public final class FailoverOptions extends LoadOptions {
  /** One says little: percentiles are promised over many. */
  private static final int KILLS = 5;

  /** What a summary has room for. */
  private static final int MOST_KILLS = 100;

  /** An interruption should be over by then, and a node be back. */
  private static final int LEAST_SECONDS = 5;

  private static final int MOST_SECONDS = 3_600;

  @Option(
      names = "--kill-command",
      paramLabel = "COMMAND",
      description =
          "Given to sh to kill a server, with $FAULT_NUMBER, from 1, and $FAULT_SERVER, the "
              + "host:port where publishers are; by default an origin of the own cluster dies.")
  private String command;

  @Option(
      names = "--kills",
      paramLabel = "N",
      description =
          "How many; players' interruptions by all of them are judged together. 5 by default; "
              + "1 with a --kill-command, as what it kills has to be back for the next.")
  private Integer kills;

  @Option(
      names = "--fault-after-s",
      paramLabel = "S",
      description =
          "Seconds from when all players are there to the first kill; ${DEFAULT-VALUE} by default.")
  private int after = 10;

  @Option(
      names = "--max-interruption-p50-ms",
      paramLabel = "MS",
      description = "Limit on how long players see nothing; ${DEFAULT-VALUE} by default.")
  private double maxMedian = 800;

  @Option(
      names = "--max-interruption-p99-ms",
      paramLabel = "MS",
      description = "Limit on how long players see nothing; ${DEFAULT-VALUE} by default.")
  private double maxInterruption = 1_500;

  /** Two hundred players on two edges, two origins. */
  public FailoverOptions() {
    super(new Defaults(200, 5, 15, 1, 2, 2));
    limits().expectLosses();
  }

  @Override
  public String name() {
    return "failover";
  }

  @Override
  public Class<FailoverSimulation> simulation() {
    return FailoverSimulation.class;
  }

  @Override
  public void check() {
    super.check();
    require("--fault-after-s", after, 1, MOST_SECONDS);
    require("--seconds", (int) time().toSeconds(), LEAST_SECONDS, MOST_SECONDS);
    require("--kills", kills(), 1, MOST_KILLS);
    if (urls().isEmpty() && command == null && (origins() < 2 || edges() < 1)) {
      throw new StartupException("failover needs --origins of 2 or more and an edge");
    }
    if (!urls().isEmpty() && command == null) {
      throw new StartupException("--url needs a --kill-command: nobody knows how to kill it");
    }
  }

  @Override
  public List<Slo> slos() {
    List<Slo> slos = new ArrayList<>(super.slos());
    String measure = Measures.INTERRUPTION;
    Limits.add(slos, measure, Statistic.P50, Bound.AT_MOST, maxMedian, "ms");
    Limits.add(slos, measure, Statistic.P99, Bound.AT_MOST, maxInterruption, "ms");
    return slos;
  }

  /** What kills; empty for an origin of the own cluster. */
  public Optional<String> command() {
    return Optional.ofNullable(command);
  }

  /** How many times something is killed. */
  int kills() {
    return kills != null ? kills : command == null ? KILLS : 1;
  }

  /** When the first kill is due, since the first user came. */
  Duration firstKill() {
    return lead().plus(ramp()).plusSeconds(after);
  }

  @Override
  Duration whole() {
    return firstKill().plus(time().multipliedBy(kills()));
  }
}
