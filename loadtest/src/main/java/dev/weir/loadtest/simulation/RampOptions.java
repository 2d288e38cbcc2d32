package dev.weir.loadtest.simulation;

import dev.weir.cli.WeirVersion;
import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.report.Bound;
import dev.weir.loadtest.report.Slo;
import dev.weir.loadtest.report.Statistic;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code weir load ramp} is told. Limits are for each level. */
@Command(
    description = {
      "Adds players, level by level, until a limit is broken, and tells how many held.",
      "--players is the most; --ramp-s and --seconds are those of a level."
    },
    mixinStandardHelpOptions = true,
    versionProvider = WeirVersion.class)
public final class RampOptions extends LoadOptions {
  @Option(
      names = "--step",
      paramLabel = "N",
      description = "Players that come with each level; ${DEFAULT-VALUE} by default.")
  private int step = 100;

  @Option(
      names = "--at-least",
      paramLabel = "N",
      description = "Players that are to hold, or the exit code is 1; a level's by default.")
  private Integer atLeast;

  /** A hundred more at a time, up to two thousand. */
  public RampOptions() {
    super(Defaults.of(2_000, 3, 10));
  }

  @Override
  public String name() {
    return "ramp";
  }

  @Override
  public Class<RampSimulation> simulation() {
    return RampSimulation.class;
  }

  @Override
  public void check() {
    super.check();
    require("--step", step, 1, players());
    require("--at-least", atLeast == null ? step : atLeast, 0, players());
    require("--seconds", (int) time().toSeconds(), 3, 3_600);
  }

  @Override
  Duration whole() {
    return lead().plus(level().multipliedBy(levels())).plusSeconds(1);
  }

  @Override
  public List<Slo> slos() {
    double wanted = atLeast == null ? step : atLeast;
    return List.of(new Slo(Measures.CAPACITY, Statistic.SUM, Bound.AT_LEAST, wanted, "players"));
  }

  /** What each level is to hold. */
  List<Slo> levelSlos() {
    return super.slos();
  }

  int step() {
    return step;
  }

  int levels() {
    return players() / step;
  }

  /** How long a level takes. */
  Duration level() {
    return ramp().plus(time());
  }
}
