package dev.weir.loadtest.report;

import dev.weir.cli.Terminal;
import dev.weir.cli.WeirVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir load merge OUT_DIR A.json B.json ...}: one summary of what many generators saw. */
public final class MergeCommand {
  private static final String NAME = "weir load merge";

  private final Terminal terminal;

  /** For a terminal. */
  public MergeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Command(
      description = "Adds up the summaries of several generators of one run, and judges the sum.",
      mixinStandardHelpOptions = true,
      versionProvider = WeirVersion.class)
  private static final class Options {
    @Parameters(index = "0", paramLabel = "OUT_DIR", description = "Where the sum is written.")
    private Path directory;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE.json")
    private List<Path> files;
  }

  /**
   * Runs it.
   *
   * @return 0 when the sum holds its SLOs, 1 when it breaks one, 2 when there is no sum
   */
  public int run(String... args) {
    Options options = new Options();
    OptionalInt end = terminal.parse(NAME, options, args);
    if (end.isPresent()) {
      return end.getAsInt();
    }
    try {
      Map<String, RunSummary> runs = new LinkedHashMap<>();
      for (Path file : options.files) {
        if (runs.put(file.toString(), ReportFiles.read(file)) != null) {
          throw new UnreadableSummaryException(file + " is there twice");
        }
      }
      RunSummary sum = Merge.of(runs);
      List<Path> written = ReportFiles.write(sum, options.directory);
      sum.lines().forEach(terminal.out()::println);
      written.forEach(terminal.out()::println);
      return sum.holds() ? Terminal.STOPPED : Terminal.FAILED;
    } catch (UnreadableSummaryException e) {
      return terminal.refuse(NAME + ": " + e.getMessage());
    } catch (IOException e) {
      return terminal.refuse("%s: cannot write: %s".formatted(NAME, e));
    }
  }
}
