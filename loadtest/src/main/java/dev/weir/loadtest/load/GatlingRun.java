package dev.weir.loadtest.load;

import io.gatling.app.RunResult;
import io.gatling.app.RunResultProcessor;
import io.gatling.app.Runner;
import io.gatling.app.cli.StatusCode;
import io.gatling.charts.component.ComponentLibrary;
import io.gatling.commons.util.DefaultClock;
import io.gatling.core.actor.ActorSystem;
import io.gatling.core.cli.GatlingArgs;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.javaapi.core.Simulation;
import io.gatling.netty.util.Transports;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import scala.Console$;
import scala.Option;

/**
 * Gatling, run from here instead of by its own main: exit codes are ours, what it prints goes to a
 * file, one event loop is enough because it only steers, and it asks nobody for newer versions.
 */
final class GatlingRun {
  private static final String PRINTED = "gatling.txt";

  /**
   * What it left behind.
   *
   * @param ended when the last user had left
   * @param report the first page of its report; empty when the jar that draws it is not there
   * @param holds whether its assertions do
   */
  record Outcome(Instant ended, Optional<Path> report, boolean holds) {}

  /** Gatling's runner without its look at Maven Central. */
  private static final class QuietRunner extends Runner {
    QuietRunner(
        ActorSystem system,
        EventLoopGroup loops,
        GatlingArgs args,
        GatlingConfiguration configuration) {
      super(system, loops, new DefaultClock(), args, configuration);
    }

    @Override
    public void displayVersionWarning() {}
  }

  private final GatlingArgs args;
  private final Path directory;

  /**
   * @param directory where its report goes, each run's in a directory of its own
   * @param description for the report's head
   */
  GatlingRun(Class<? extends Simulation> simulation, Path directory, String description) {
    this.directory = directory;
    this.args =
        new GatlingArgs(
            Option.apply(simulation.getName()),
            Option.apply(description),
            !drawsCharts(),
            Option.empty(),
            Option.apply(directory),
            Option.empty(),
            Option.empty());
  }

  /** Runs the simulation to its end, then writes the report; blocks. */
  Outcome run() throws IOException {
    NoPreferences.use();
    Files.createDirectories(directory);
    try (OutputStream printed = Files.newOutputStream(directory.resolve(PRINTED))) {
      return Console$.MODULE$.withOut(printed, this::simulateAndReport);
    }
  }

  private Outcome simulateAndReport() {
    GatlingConfiguration configuration = GatlingConfiguration.load();
    RunResult result = simulate(configuration);
    Instant ended = Instant.now();
    StatusCode status = new RunResultProcessor(args, configuration).processRunResult(result);
    Path page = directory.resolve(result.runId()).resolve("index.html");
    return new Outcome(ended, Optional.of(page).filter(Files::exists), status.code() == 0);
  }

  private static boolean drawsCharts() {
    return ServiceLoader.load(ComponentLibrary.class).iterator().hasNext();
  }

  private RunResult simulate(GatlingConfiguration configuration) {
    ActorSystem system = new ActorSystem();
    EventLoopGroup loops =
        Transports.newEventLoopGroup(
            configuration.netty().useNativeTransport(), false, 1, "gatling");
    try {
      return new QuietRunner(system, loops, args, configuration).run();
    } finally {
      system.close();
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
  }
}
