package dev.weir.cli;

import dev.weir.config.ConfigException;
import dev.weir.config.NodeConfig;
import java.security.SecureRandom;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import picocli.CommandLine.Command;

/** A program that is one node: its command line, its settings, its log, its start and its end. */
public final class NodeCommand {
  private static final long HALT_AFTER_MILLIS = 5_000;

  private NodeCommand() {}

  @Command(
      description =
          "Runs one node in the foreground until SIGTERM or SIGINT, and then until its clients"
              + " have gone elsewhere, or drain.deadline; a second signal ends it at once.")
  private static final class Options extends SharedOptions {}

  /**
   * Runs a node to its end and leaves the process with the package's exit codes; does not return.
   *
   * <p>Call it from the main thread, before anything logs.
   *
   * @param role {@code origin} or {@code edge}: the command's name, and the first part of a random
   *     node id
   * @param args the command line
   * @param start starts a node by its settings; fails with {@link StartupException} where a user
   *     can help
   */
  public static void main(
      String role, String[] args, Function<NodeConfig, CompletionStage<RunningNode>> start) {
    StopRequests stop = new StopRequests();
    Signals.onStop(stop::add);
    // Whoever started it is gone: nobody is left who would wait for a drain.
    CompletableFuture<String> orphaned = new CompletableFuture<>();
    StandardInput.completeAtEnd(orphaned);
    orphaned.thenAccept(stop::addUrgent);
    Thread.setDefaultUncaughtExceptionHandler(new UncaughtLog(stop));
    exit(run(role, Terminal.ofProcess(), stop, start, args));
  }

  /**
   * Runs a node to its end.
   *
   * @param stop when and how the node is to end
   * @return the exit code
   */
  static int run(
      String role,
      Terminal terminal,
      StopRequests stop,
      Function<NodeConfig, CompletionStage<RunningNode>> start,
      String... args) {
    Options options = new Options();
    OptionalInt end = terminal.parse("weir " + role, options, args);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    NodeConfig config;
    try {
      config = options.load(terminal.environment()).named(role, new SecureRandom());
    } catch (ConfigException e) {
      return terminal.refuse(e.getMessage());
    }
    LogSetup.apply(config.log().format(), config.log().level());
    return new NodeLife(terminal, stop).run(() -> start.apply(config));
  }

  /**
   * Exits through {@link System#exit}, since a clustered start that failed leaves threads behind
   * that would keep the process alive, and because tools such as the flight recorder finish in
   * shutdown hooks. A hook of a library that hangs does not get to keep the process either.
   */
  private static void exit(int code) {
    LogSetup.flush();
    Thread watchdog = new Thread(() -> haltLater(code), "weir-exit");
    watchdog.setDaemon(true);
    watchdog.start();
    System.exit(code);
  }

  private static void haltLater(int code) {
    try {
      // sleeps: a watchdog thread of its own, in a process that is ending.
      Thread.sleep(HALT_AFTER_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(code);
  }
}
