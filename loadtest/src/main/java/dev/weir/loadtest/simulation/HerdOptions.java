package dev.weir.loadtest.simulation;

import dev.weir.cli.WeirVersion;
import picocli.CommandLine.Command;

/** What {@code weir load herd} is told. */
@Command(
    description = "Opens all players at once, as at the start of a big event.",
    mixinStandardHelpOptions = true,
    versionProvider = WeirVersion.class)
public final class HerdOptions extends LoadOptions {
  /** Five hundred in the same moment. */
  public HerdOptions() {
    super(Defaults.of(500, 0, 20));
    limits().joinWithin(5_000);
  }

  @Override
  public String name() {
    return "herd";
  }

  @Override
  public Class<HerdSimulation> simulation() {
    return HerdSimulation.class;
  }
}
