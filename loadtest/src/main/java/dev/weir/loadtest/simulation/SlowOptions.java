package dev.weir.loadtest.simulation;

import dev.weir.cli.WeirVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code weir load slow} is told. */
@Command(
    description = "Mixes in players that read slowly or not at all; limits are for the others.",
    mixinStandardHelpOptions = true,
    versionProvider = WeirVersion.class)
public final class SlowOptions extends LoadOptions {
  @Option(
      names = "--slow",
      paramLabel = "N",
      description = "Players that read slowly; ${DEFAULT-VALUE} by default.")
  private int slow = 10;

  @Option(
      names = "--slow-percent",
      paramLabel = "P",
      description = "Of the bitrate is what they read; ${DEFAULT-VALUE} by default.")
  private int slowPercent = 50;

  @Option(
      names = "--stalled",
      paramLabel = "N",
      description = "Players that stop to read; ${DEFAULT-VALUE} by default.")
  private int stalled = 10;

  /** A hundred good ones among twenty bad ones. */
  public SlowOptions() {
    super(Defaults.of(100, 10, 60));
  }

  @Override
  public String name() {
    return "slow";
  }

  @Override
  public Class<SlowSimulation> simulation() {
    return SlowSimulation.class;
  }

  @Override
  public void check() {
    super.check();
    require("--slow", slow, 0, 100_000);
    require("--slow-percent", slowPercent, 1, 99);
    require("--stalled", stalled, 0, 100_000);
  }

  @Override
  public int connections() {
    return super.connections() + slow + stalled;
  }

  int slow() {
    return slow;
  }

  int slowKbps() {
    return Math.max(1, feed().kbps() * slowPercent / 100);
  }

  int stalled() {
    return stalled;
  }
}
