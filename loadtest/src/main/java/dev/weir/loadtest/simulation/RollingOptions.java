package dev.weir.loadtest.simulation;

import dev.weir.cli.StartupException;
import dev.weir.cli.WeirVersion;
import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.report.Bound;
import dev.weir.loadtest.report.Slo;
import dev.weir.loadtest.report.Statistic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code weir load rolling} is told. */
@Command(
    description = {
      "Restarts every node in turn while players watch.",
      "Players and publishers go elsewhere when they are asked to; --seconds is the time before."
    },
    mixinStandardHelpOptions = true,
    versionProvider = WeirVersion.class)
public final class RollingOptions extends LoadOptions {
  @Option(
      names = "--restart-command",
      paramLabel = "COMMAND",
      description = "Given to sh, and over when all is restarted; by default the own cluster.")
  private String command;

  @Option(
      names = "--max-interruption-p99-ms",
      paramLabel = "MS",
      description = "Limit on how long players see nothing; ${DEFAULT-VALUE} by default.")
  private double maxInterruption = 1_500;

  /** A hundred players on two edges, two origins. */
  public RollingOptions() {
    super(new Defaults(100, 5, 5, 2, 2, 2));
    limits().expectLosses();
  }

  @Override
  public String name() {
    return "rolling";
  }

  @Override
  public Class<RollingSimulation> simulation() {
    return RollingSimulation.class;
  }

  @Override
  public void check() {
    super.check();
    if (urls().isEmpty() && command == null && (origins() < 2 || edges() < 2)) {
      throw new StartupException("rolling needs --origins and --edges of 2 or more");
    }
    if (!urls().isEmpty() && command == null) {
      throw new StartupException("--url needs a --restart-command: nobody knows how to restart it");
    }
  }

  @Override
  public List<Slo> slos() {
    List<Slo> slos = new ArrayList<>(super.slos());
    Limits.add(slos, Measures.INTERRUPTION, Statistic.P99, Bound.AT_MOST, maxInterruption, "ms");
    return slos;
  }

  /** What restarts; empty for the own cluster. */
  public Optional<String> command() {
    return Optional.ofNullable(command);
  }
}
