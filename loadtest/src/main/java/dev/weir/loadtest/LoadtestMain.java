package dev.weir.loadtest;

import dev.weir.cli.LogSetup;
import dev.weir.cli.Signals;
import dev.weir.cli.Terminal;
import dev.weir.loadtest.bench.BenchCommand;
import dev.weir.loadtest.load.LoadCommand;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;

/** The program behind {@code weir publish}, {@code up}, {@code bench} and {@code load}. */
public final class LoadtestMain {
  private LoadtestMain() {}

  /** The program; the first argument says which. */
  public static void main(String[] args) {
    CompletableFuture<String> stop = new CompletableFuture<>();
    Signals.completeOnStop(stop);
    int code = run(Terminal.ofProcess(), stop, args);
    LogSetup.flush();
    System.exit(code);
  }

  /**
   * Runs a program to its end.
   *
   * @param stop done when the program is to end
   * @return the exit code
   */
  static int run(Terminal terminal, CompletableFuture<String> stop, String... args) {
    String command = args.length == 0 ? "" : args[0];
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    return switch (command) {
      case "publish" -> new PublishCommand(terminal, stop).run(rest);
      case "up" -> new UpCommand(terminal, stop).run(rest);
      case "bench" -> new BenchCommand(terminal, stop).run(rest);
      case "load" -> new LoadCommand(terminal, stop).run(rest);
      default ->
          terminal.refuse(
              "usage: publish FILE.flv URL | up [--origins N] [--edges M] | bench NAME | load NAME");
    };
  }
}
