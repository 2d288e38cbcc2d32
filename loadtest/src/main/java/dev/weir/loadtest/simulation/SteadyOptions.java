package dev.weir.loadtest.simulation;

import dev.weir.cli.WeirVersion;
import picocli.CommandLine.Command;

/** What {@code weir load steady} is told. */
@Command(
    description = "Plays with a number of players for a while.",
    mixinStandardHelpOptions = true,
    versionProvider = WeirVersion.class)
public final class SteadyOptions extends LoadOptions {
  /** A hundred players for a minute. */
  public SteadyOptions() {
    super(Defaults.of(100, 10, 60));
  }

  @Override
  public String name() {
    return "steady";
  }

  @Override
  public Class<SteadySimulation> simulation() {
    return SteadySimulation.class;
  }
}
