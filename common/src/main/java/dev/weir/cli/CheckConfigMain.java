package dev.weir.cli;

import dev.weir.config.AccessFile;
import dev.weir.config.ConfigException;
import dev.weir.config.NodeConfig;
import dev.weir.config.SecretFile;
import dev.weir.config.SettingsTable;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Reads the settings as a node would and prints them, or says in one line why a node would not
 * start with them.
 */
public final class CheckConfigMain {
  private static final String NAME = "weir check-config";

  private CheckConfigMain() {}

  @Command(description = "Reads the settings as a node would and prints the result as YAML.")
  private static final class Options extends SharedOptions {
    @Option(names = "--list", description = "Print all settings with defaults and meanings.")
    private boolean list;
  }

  /** The program. */
  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), args));
  }

  static int run(Terminal terminal, String... args) {
    Options options = new Options();
    OptionalInt end = terminal.parse(NAME, options, args);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    if (options.list) {
      terminal.out().print(SettingsTable.markdown());
      terminal.out().flush();
      return Terminal.STOPPED;
    }
    try {
      NodeConfig config = options.load(terminal.environment());
      SecretFile.check(config);
      AccessFile.of(config, terminal.environment()).ifPresent(AccessFile::load);
      terminal.out().print(config.toYaml());
      terminal.out().flush();
      return Terminal.STOPPED;
    } catch (ConfigException e) {
      return terminal.refuse(e.getMessage());
    }
  }
}
