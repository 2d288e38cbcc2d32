package dev.weir.loadtest.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** The files of a summary. */
public final class ReportFiles {
  /** The summary for programs, {@link MergeCommand} and {@link CompareCommand} among them. */
  public static final String JSON = "summary.json";

  /** The summary for people. */
  public static final String MARKDOWN = "summary.md";

  private static final long MOST_BYTES = 256L << 20;

  private ReportFiles() {}

  /**
   * Writes both files; each is there as a whole or not at all.
   *
   * @param directory made when it is not there
   * @return their paths: JSON, Markdown
   */
  public static List<Path> write(RunSummary summary, Path directory) throws IOException {
    Files.createDirectories(directory);
    return List.of(
        write(directory.resolve(JSON), SummaryJson.text(summary)),
        write(directory.resolve(MARKDOWN), SummaryMarkdown.text(summary)));
  }

  /**
   * The summary for programs in one line, for a log; {@link #read} finds it there, wherever that
   * came from.
   */
  public static String line(RunSummary summary) {
    return SummaryJson.of(summary).encode();
  }

  /**
   * Reads a {@link #JSON} file, or the last {@link #line} of a log.
   *
   * @throws UnreadableSummaryException when there is none, with a line for the user
   */
  public static RunSummary read(Path file) throws UnreadableSummaryException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new UnreadableSummaryException(file + ": too big for a summary");
      }
      String text = Files.readString(file);
      Optional<String> line = text.lines().filter(SummaryJson::isLine).reduce((one, two) -> two);
      return SummaryParser.parse(line.orElse(text));
    } catch (IOException e) {
      String why = Files.exists(file) ? "cannot be read as text" : "no such file";
      throw new UnreadableSummaryException(file + ": " + why);
    } catch (IllegalArgumentException e) {
      throw new UnreadableSummaryException(
          file + ": not a summary of a load test: " + e.getMessage());
    }
  }

  private static Path write(Path file, String text) throws IOException {
    Path half = file.resolveSibling(file.getFileName() + ".part");
    Files.writeString(half, text);
    return Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
  }
}
