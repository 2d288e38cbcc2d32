package dev.weir.loadtest.load;

import dev.weir.cli.StartupException;
import dev.weir.cli.Terminal;
import dev.weir.loadtest.StatusLine;
import dev.weir.loadtest.bench.OpenFiles;
import dev.weir.loadtest.report.GeneratorWatch;
import dev.weir.loadtest.report.Masked;
import dev.weir.loadtest.report.MeasureBook;
import dev.weir.loadtest.report.ReportFiles;
import dev.weir.loadtest.report.RunFacts;
import dev.weir.loadtest.report.RunSummary;
import dev.weir.loadtest.simulation.LoadOptions;
import dev.weir.loadtest.simulation.LoadStage;
import dev.weir.loadtest.swarm.LoadEngine;
import dev.weir.loadtest.up.NodeDiedException;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A load test from the first node to the last line. */
final class LoadRun {
  private static final String GATLING = "gatling";

  private final Terminal terminal;
  private final CompletableFuture<String> stop;
  private final LoadOptions options;
  private final Map<String, String> given;
  private final Path directory;
  private final StatusLine line;
  private final MeasureBook book = new MeasureBook();
  private boolean kept;

  /**
   * @param stop done when the user wants no more
   * @param given options as they stand on the command line
   * @param directory for reports
   */
  LoadRun(
      Terminal terminal,
      CompletableFuture<String> stop,
      LoadOptions options,
      Map<String, String> given,
      Path directory) {
    this.terminal = terminal;
    this.stop = stop;
    this.options = options;
    this.given = given;
    this.directory = directory;
    this.line = new StatusLine(terminal.out(), StatusLine.onTerminal());
  }

  /**
   * Blocks to the end.
   *
   * @return the exit code
   * @throws StartupException with one sentence when it cannot be run like this
   */
  int run() {
    OpenFiles.require(options.connections());
    requireRoomForReports();
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (LoadEngine engine = LoadEngine.open(options.loops());
        Ground ground = ground(vertx)) {
      return lookAndLoad(engine, ground);
    } catch (StoppedException e) {
      return fail(e.getMessage());
    } finally {
      line.end();
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** What the nodes logged is thrown away only when all went well, or nobody wants to know. */
  private int lookAndLoad(LoadEngine engine, Ground ground) {
    int code = Terminal.FAILED;
    try {
      new Preflight(engine, options, stop).look(ground);
      code = load(engine, ground);
      return code;
    } finally {
      if (code != Terminal.STOPPED && !stop.isDone()) {
        keep(ground);
      }
    }
  }

  private void keep(Ground ground) {
    if (!kept) {
      kept = true;
      line.end();
      ground.keep().ifPresent(logs -> print("logs of the nodes: " + logs));
    }
  }

  /** Before anything is started, and without leaving a directory behind. */
  private void requireRoomForReports() {
    Path there = directory.toAbsolutePath();
    while (!Files.exists(there)) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there) || !Files.isWritable(there)) {
      throw new StartupException("--out: cannot write to " + directory);
    }
  }

  /** Started, if it is ours. */
  private Ground ground(Vertx vertx) {
    if (!options.urls().isEmpty()) {
      return new GivenGround(
          options.urls(), options.publishUrls(), LoadCommand.disturbance(options));
    }
    OwnGround ground = OwnGround.of(vertx, options, terminal.environment());
    boolean started = false;
    try {
      line.print(ground.words());
      CompletableFuture.anyOf(ground.start(), ground.death(), stop).join();
      if (stop.isDone()) {
        throw new StoppedException();
      }
      started = true;
      return ground;
    } catch (CompletionException e) {
      ground.keep();
      if (e.getCause() instanceof NodeDiedException died) {
        died.lastLines().forEach(terminal.err()::println);
      }
      throw new StartupException(String.valueOf(e.getCause().getMessage()));
    } finally {
      if (!started) {
        ground.close();
      }
    }
  }

  private int load(LoadEngine engine, Ground ground) {
    GeneratorWatch watch = GeneratorWatch.start(hostname(), engine.threads());
    LoadStage stage =
        new LoadStage(
            options, ground.playUrls(), ground.publishUrls(), engine, book, ground.disturbance());
    stage.set();
    stop.thenRun(() -> stage.fail("stopped before its end; figures are of what there was"));
    ground.death().whenComplete((v, failure) -> stage.fail(String.valueOf(failure.getMessage())));
    Progress progress = new Progress(line, watch, engine::isEnding);
    engine.onSecond(progress);
    line.print("%s against %s".formatted(options.name(), Masked.text(target(ground))));
    Instant start = Instant.now();
    GatlingRun gatling =
        new GatlingRun(options.simulation(), directory.resolve(GATLING), options.name());
    try {
      GatlingRun.Outcome outcome = gatling.run();
      engine.removeListener(progress);
      line.end();
      RunFacts facts =
          new RunFacts(
              options.name(),
              target(ground),
              given,
              book.begun().orElse(start),
              outcome.ended(),
              List.of(watch.generator()),
              ground.server());
      return tell(stage, book.summary(facts, options.slos()), outcome, ground);
    } catch (IOException e) {
      return fail("cannot write to " + directory + ": " + e.getMessage());
    } catch (UnsupportedOperationException e) {
      // How Gatling says that there is nothing to report.
      return fail(stage.failure() == null ? "nobody came to play" : stage.failure());
    }
  }

  private int tell(LoadStage stage, RunSummary summary, GatlingRun.Outcome outcome, Ground ground)
      throws IOException {
    boolean good = stage.failure() == null && summary.holds();
    stage.notes().forEach(this::print);
    summary.lines().forEach(this::print);
    if (!good && !stop.isDone()) {
      keep(ground);
    }
    if (good && !outcome.holds()) {
      print("Gatling's report, of whole milliseconds and samples, says otherwise; this counts");
    }
    ReportFiles.write(summary, directory).forEach(file -> print(file.toString()));
    if (options.printsSummary()) {
      print(ReportFiles.line(summary));
    }
    outcome.report().ifPresent(page -> print(page.toString()));
    if (stage.failure() != null) {
      return fail(stage.failure());
    }
    return good ? Terminal.STOPPED : Terminal.FAILED;
  }

  /** With blanks, so that what is masked of one URL does not take the next one along. */
  private static String target(Ground ground) {
    return String.join(", ", ground.playUrls());
  }

  private void print(String text) {
    terminal.out().println(text);
    terminal.out().flush();
  }

  private int fail(String why) {
    line.end();
    terminal.refuse("weir load " + options.name() + ": " + why);
    return Terminal.FAILED;
  }

  private static String hostname() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "generator";
    }
  }
}
