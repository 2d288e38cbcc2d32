package dev.weir.loadtest.report;

import dev.weir.cli.Terminal;
import dev.weir.cli.WeirVersion;
import java.nio.file.Path;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir load compare A.json B.json}: two runs side by side, as Markdown. */
public final class CompareCommand {
  private static final String NAME = "weir load compare";

  private final Terminal terminal;

  /** For a terminal. */
  public CompareCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      description = "Puts two summaries side by side, as Markdown on standard output.",
      mixinStandardHelpOptions = true,
      versionProvider = WeirVersion.class)
  private static final class Options {
    @Parameters(index = "0", paramLabel = "A.json")
    private Path first;

    @Parameters(index = "1", paramLabel = "B.json")
    private Path second;

    @Option(
        names = "--names",
        paramLabel = "A,B",
        split = ",",
        description = "Heads of the columns; what the servers say of themselves by default.")
    private String[] names = {};
  }

  /**
   * Runs it.
   *
   * @return 0, or 2 when a file is no summary
   */
  public int run(String... args) {
    Options options = new Options();
    OptionalInt end = terminal.parse(NAME, options, args);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    if (options.names.length != 0 && options.names.length != 2) {
      return terminal.refuse(NAME + ": --names takes two, with a comma between them");
    }
    try {
      Comparison comparison =
          new Comparison(ReportFiles.read(options.first), ReportFiles.read(options.second));
      comparison.lines(options.names).forEach(terminal.out()::println);
      return Terminal.STOPPED;
    } catch (UnreadableSummaryException e) {
      return terminal.refuse(NAME + ": " + e.getMessage());
    }
  }
}
