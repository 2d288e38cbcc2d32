package dev.weir.loadtest.simulation;

import dev.weir.cli.StartupException;
import dev.weir.cli.WeirVersion;
import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.report.Bound;
import dev.weir.loadtest.report.Slo;
import dev.weir.loadtest.report.Statistic;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code weir load publishers} is told. */
@Command(
    description = "Publishes many streams, each with few players.",
    mixinStandardHelpOptions = true,
    versionProvider = WeirVersion.class)
public final class PublishersOptions extends LoadOptions {
  @Option(
      names = "--max-publish-p99-ms",
      paramLabel = "MS",
      description = "Limit from publish to its grant, p99; ${DEFAULT-VALUE} by default.")
  private double maxPublish = 1_000;

  @Option(
      names = "--max-streams-cut-off",
      paramLabel = "N",
      description = "Limit on publishers that the server closed; ${DEFAULT-VALUE} by default.")
  private double maxStreamsLost;

  /** Fifty streams, one player each. */
  public PublishersOptions() {
    super(new Defaults(50, 5, 60, 50, 1, 1));
  }

  @Override
  public String name() {
    return "publishers";
  }

  @Override
  public Class<PublishersSimulation> simulation() {
    return PublishersSimulation.class;
  }

  @Override
  public void check() {
    super.check();
    if (!publishes()) {
      throw new StartupException("--no-publish leaves nothing to do for this load test");
    }
  }

  @Override
  public List<Slo> slos() {
    List<Slo> slos = new ArrayList<>(super.slos());
    Limits.add(slos, Measures.PUBLISH, Statistic.P99, Bound.AT_MOST, maxPublish, "ms");
    Limits.add(slos, Measures.PUBLISH, Statistic.FAILED_SHARE, Bound.AT_MOST, 0, "");
    Limits.add(
        slos, Measures.STREAMS_LOST, Statistic.SUM, Bound.AT_MOST, maxStreamsLost, "streams");
    return slos;
  }
}
