package dev.weir.loadtest.simulation;

import dev.weir.cli.StartupException;
import dev.weir.cli.WeirVersion;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code weir load churn} is told. */
@Command(
    description = "Lets players come and go: each that leaves makes room for another.",
    mixinStandardHelpOptions = true,
    versionProvider = WeirVersion.class)
public final class ChurnOptions extends LoadOptions {
  @Option(
      names = "--watch-min-s",
      paramLabel = "S",
      description = "How long a player stays at least; ${DEFAULT-VALUE} by default.")
  private int least = 2;

  @Option(
      names = "--watch-max-s",
      paramLabel = "S",
      description = "How long a player stays at most; ${DEFAULT-VALUE} by default.")
  private int most = 10;

  /** A hundred at a time, each for a few seconds. */
  public ChurnOptions() {
    super(Defaults.of(100, 5, 60));
  }

  @Override
  public String name() {
    return "churn";
  }

  @Override
  public Class<ChurnSimulation> simulation() {
    return ChurnSimulation.class;
  }

  @Override
  public void check() {
    super.check();
    require("--watch-min-s", least, 1, 3_600);
    require("--watch-max-s", most, 1, 3_600);
    if (most < least) {
      throw new StartupException("--watch-max-s is below --watch-min-s");
    }
  }

  Duration least() {
    return Duration.ofSeconds(least);
  }

  Duration most() {
    return Duration.ofSeconds(most);
  }
}
