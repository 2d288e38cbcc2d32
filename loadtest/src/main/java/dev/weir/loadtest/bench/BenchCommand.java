package dev.weir.loadtest.bench;

import dev.weir.cli.StartupException;
import dev.weir.cli.Terminal;
import dev.weir.cli.WeirVersion;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import picocli.CommandLine.Command;

/** {@code weir bench fanout|slow|joins}. */
public final class BenchCommand {
  private static final String USAGE = "usage: bench fanout|slow|joins [options]; each has --help";
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final double FOREIGN_SHARE = 0.1;

  private final Terminal terminal;
  private final CompletableFuture<String> stop;

  /**
   * @param stop done when the bench is to end
   */
  public BenchCommand(Terminal terminal, CompletableFuture<String> stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  @Command(
      description = "Measures what players cost, at rising numbers of them.",
      mixinStandardHelpOptions = true,
      versionProvider = WeirVersion.class)
  private static final class Fanout extends FanoutOptions {}

  @Command(
      description = "Measures what slow players do to the others, and what becomes of them.",
      mixinStandardHelpOptions = true,
      versionProvider = WeirVersion.class)
  private static final class Slow extends SlowOptions {}

  @Command(
      description = "Measures how soon very many players that join at once see something.",
      mixinStandardHelpOptions = true,
      versionProvider = WeirVersion.class)
  private static final class Joins extends JoinsOptions {}

  /** A bench, with what it needs, that says what is wrong with its run. */
  private interface Body {
    String run(Vertx vertx, Cores cores, Patience patience);
  }

  /** Runs a bench to its end; the exit code. */
  public int run(String... args) {
    String bench = args.length == 0 ? "" : args[0];
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    try {
      return switch (bench) {
        case "fanout" -> fanout(rest);
        case "slow" -> slow(rest);
        case "joins" -> joins(rest);
        default -> terminal.refuse(USAGE);
      };
    } catch (StartupException e) {
      return terminal.refuse("weir bench " + bench + ": " + e.getMessage());
    } catch (BenchFailure e) {
      e.lastLines().forEach(terminal.err()::println);
      terminal.refuse("weir bench " + bench + ": " + e.getMessage());
      return Terminal.FAILED;
    } catch (CancellationException e) {
      terminal.refuse("weir bench " + bench + ": stopped before its end, there is no result");
      return Terminal.FAILED;
    }
  }

  private int fanout(String... args) {
    FanoutOptions options = new Fanout();
    OptionalInt end = terminal.parse("weir bench fanout", options, args);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    Load load = options.load();
    List<Integer> players = options.players();
    List<String> engines = options.engines();
    int most = players.get(players.size() - 1) + load.streams();
    OpenFiles.require(most);
    Optional<NginxServer.Installed> nginx = options.nginx(this::print);
    return run(
        load,
        (vertx, cores, patience) -> {
          List<Supplier<Server>> servers = new ArrayList<>();
          servers.add(() -> WeirServer.start(vertx, cores, load.settings(), most, patience));
          for (String engine : engines) {
            servers.add(
                () ->
                    WeirServer.start(
                        vertx,
                        cores,
                        load.settings(),
                        most,
                        patience,
                        Optional.of(BenchTls.make(engine))));
          }
          nginx.ifPresent(
              found -> servers.add(() -> NginxServer.start(found, cores, most, patience)));
          return new FanoutBench(load, cores, patience, this::print)
              .run(servers, players, options.rounds());
        });
  }

  private int slow(String... args) {
    SlowOptions options = new Slow();
    OptionalInt end = terminal.parse("weir bench slow", options, args);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    Load load = options.load();
    int connections = options.players() + options.slow() + options.stalled();
    OpenFiles.require(connections);
    return run(
        load,
        (vertx, cores, patience) ->
            new SlowBench(load, cores, patience, this::print)
                .run(
                    WeirServer.start(vertx, cores, load.settings(), connections, patience),
                    options.players(),
                    options.slow(),
                    options.slowKbps(load),
                    options.stalled()));
  }

  private int joins(String... args) {
    JoinsOptions options = new Joins();
    OptionalInt end = terminal.parse("weir bench joins", options, args);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    Load load = options.load();
    OpenFiles.require(options.joins());
    return run(
        load,
        (vertx, cores, patience) ->
            new JoinsBench(load, cores, patience, this::print)
                .run(
                    WeirServer.start(vertx, cores, load.settings(), options.joins(), patience),
                    options.joins(),
                    options.over()));
  }

  private int run(Load load, Body body) {
    Cores cores = Cores.claim();
    print(cores.words());
    print(load.words());
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try {
      Patience patience = new Patience(stop);
      warnOfOthers(cores, patience);
      String fault = body.run(vertx, cores, patience);
      if (fault.isEmpty()) {
        return Terminal.STOPPED;
      }
      terminal.refuse("the run is invalid: " + fault);
      return Terminal.FAILED;
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  /** Nothing of ours runs yet. */
  private void warnOfOthers(Cores cores, Patience patience) {
    if (cores.pinned()) {
      double before = Proc.busySeconds(cores.server());
      patience.pause(IDLE);
      double busy = (Proc.busySeconds(cores.server()) - before) / (IDLE.toMillis() / 1e3);
      if (busy > FOREIGN_SHARE) {
        print(
            "other programs use core %d to %.0f %%: do not trust the figures"
                .formatted(cores.server(), 100 * busy));
      }
    }
  }

  private void print(String line) {
    terminal.out().println(line);
    terminal.out().flush();
  }
}
