package dev.weir.loadtest;

import dev.weir.cli.StartupException;
import dev.weir.cli.Terminal;
import dev.weir.cli.WeirVersion;
import dev.weir.loadtest.client.FlvMedia;
import dev.weir.loadtest.up.LocalCluster;
import dev.weir.loadtest.up.NodeCommands;
import dev.weir.loadtest.up.NodePlan;
import dev.weir.loadtest.up.Ports;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir up}: a cluster on this machine with a demo stream, until Ctrl-C. */
final class UpCommand {
  private static final String SAMPLE = "/sample/weir-sample.flv";
  private static final int MAX_NODES = 32;

  private final Terminal terminal;
  private final CompletableFuture<String> stop;

  UpCommand(Terminal terminal, CompletableFuture<String> stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Command(
      description = "Runs a cluster on this machine with a demo stream, until Ctrl-C.",
      mixinStandardHelpOptions = true,
      versionProvider = WeirVersion.class)
  private static final class Options {
    @Option(
        names = "--origins",
        paramLabel = "N",
        description = "At least 1, which is the default.")
    private int origins = 1;

    @Option(names = "--edges", paramLabel = "M", description = "1 by default, may be 0.")
    private int edges = 1;
  }

  int run(String... args) {
    Options options = new Options();
    OptionalInt end = terminal.parse("weir up", options, args);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    if (options.origins < 1 || options.edges < 0 || options.origins + options.edges > MAX_NODES) {
      return terminal.refuse(
          "weir up: --origins takes 1 or more, --edges 0 or more, both together " + MAX_NODES);
    }
    try {
      return up(options.origins, options.edges);
    } catch (StartupException e) {
      return terminal.refuse("weir up: " + e.getMessage());
    }
  }

  private int up(int origins, int edges) {
    FlvMedia sample = sample();
    NodeCommands commands = NodeCommands.find(terminal.environment());
    List<NodePlan> plans = Ports.plan(origins, edges, terminal.out()::println);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      return new Demo(terminal, stop, vertx, plans, sample)
          .run(LocalCluster.of(vertx, plans, commands));
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static FlvMedia sample() {
    try (InputStream in = UpCommand.class.getResourceAsStream(SAMPLE)) {
      if (in == null) {
        throw new StartupException("the sample is not in the jar; build Weir again");
      }
      return FlvMedia.read(in, SAMPLE);
    } catch (IOException e) {
      throw new StartupException(SAMPLE + ": " + e.getMessage());
    }
  }
}
