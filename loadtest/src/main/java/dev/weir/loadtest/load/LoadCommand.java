package dev.weir.loadtest.load;

import dev.weir.cli.LogSetup;
import dev.weir.cli.StartupException;
import dev.weir.cli.Terminal;
import dev.weir.loadtest.report.CompareCommand;
import dev.weir.loadtest.report.MergeCommand;
import dev.weir.loadtest.simulation.ChurnOptions;
import dev.weir.loadtest.simulation.Disturbance;
import dev.weir.loadtest.simulation.FailoverOptions;
import dev.weir.loadtest.simulation.HerdOptions;
import dev.weir.loadtest.simulation.LoadOptions;
import dev.weir.loadtest.simulation.PublishersOptions;
import dev.weir.loadtest.simulation.RampOptions;
import dev.weir.loadtest.simulation.RollingOptions;
import dev.weir.loadtest.simulation.SlowOptions;
import dev.weir.loadtest.simulation.SteadyOptions;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** {@code weir load NAME}, and what works on the summaries of load tests. */
public final class LoadCommand {
  private static final Map<String, Supplier<LoadOptions>> TESTS = tests();
  private static final String USAGE =
      "usage: load %s [--key=value...] | load compare A.json B.json | load merge DIR A.json...;"
          + " each has --help";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private final Terminal terminal;
  private final CompletableFuture<String> stop;

  /**
   * @param stop done when a load test is to end
   */
  public LoadCommand(Terminal terminal, CompletableFuture<String> stop) {
    this.terminal = terminal;
    this.stop = stop;
  }

  private static Map<String, Supplier<LoadOptions>> tests() {
    Map<String, Supplier<LoadOptions>> tests = new LinkedHashMap<>();
    tests.put("ramp", RampOptions::new);
    tests.put("steady", SteadyOptions::new);
    tests.put("herd", HerdOptions::new);
    tests.put("publishers", PublishersOptions::new);
    tests.put("churn", ChurnOptions::new);
    tests.put("slow", SlowOptions::new);
    tests.put("failover", FailoverOptions::new);
    tests.put("rolling", RollingOptions::new);
    return tests;
  }

  /** Runs one to its end; the exit code. */
  public int run(String... args) {
    String name = args.length == 0 ? "" : args[0];
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    if (name.equals("compare")) {
      return new CompareCommand(terminal).run(rest);
    }
    if (name.equals("merge")) {
      return new MergeCommand(terminal).run(rest);
    }
    String usage = USAGE.formatted(String.join("|", TESTS.keySet()));
    if (name.equals("--help") || name.equals("-h")) {
      terminal.out().println(usage);
      return Terminal.STOPPED;
    }
    if (!TESTS.containsKey(name)) {
      String unknown = name.isEmpty() ? "" : "weir load: no load test '" + name + "'; ";
      return terminal.refuse(unknown + usage);
    }
    return load(TESTS.get(name).get(), rest);
  }

  private int load(LoadOptions options, String... args) {
    String command = "weir load " + options.name();
    OptionalInt end = terminal.parse(command, options, args);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    try {
      options.check();
      LogSetup.onlyWarnings();
      Path directory = options.reports().orElseGet(() -> fresh(options.name()));
      return new LoadRun(terminal, stop, options, given(args), directory).run();
    } catch (StartupException e) {
      return terminal.refuse(command + ": " + e.getMessage());
    }
  }

  /** A command of the user's that hurts the server, if he gave one. */
  static Disturbance disturbance(LoadOptions options) {
    Optional<String> command =
        options instanceof FailoverOptions failover
            ? failover.command()
            : options instanceof RollingOptions rolling ? rolling.command() : Optional.empty();
    return command.<Disturbance>map(ShellCommand::new).orElse(Disturbance.NONE);
  }

  /** Below the launcher's directory, or where we are. */
  private static Path fresh(String name) {
    return Path.of(System.getProperty("weir.home", ""))
        .resolve("target")
        .resolve("load")
        .resolve(name + "-" + LocalDateTime.now().format(STAMP));
  }

  /** Options by their names without hyphens, whichever way their values were given. */
  static Map<String, String> given(String... args) {
    Map<String, String> given = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith("--")) {
        String option = args[i].substring(2);
        int equals = option.indexOf('=');
        boolean apart = equals < 0 && i + 1 < args.length && !args[i + 1].startsWith("--");
        String key = equals < 0 ? option : option.substring(0, equals);
        given.put(key, equals >= 0 ? option.substring(equals + 1) : apart ? args[++i] : "");
      }
    }
    return given;
  }
}
