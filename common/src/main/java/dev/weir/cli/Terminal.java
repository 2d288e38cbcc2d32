package dev.weir.cli;

import dev.weir.config.OneLine;
import java.io.PrintStream;
import java.util.Map;
import java.util.OptionalInt;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What a program has around it.
 *
 * @param environment the environment variables
 * @param out for what the user asked
 * @param err for everything else
 */
public record Terminal(Map<String, String> environment, PrintStream out, PrintStream err) {
  /** Exit code: ended as it should. */
  public static final int STOPPED = 0;

  /** Exit code: failed on the way. */
  public static final int FAILED = 1;

  /** Exit code: cannot start like this. */
  public static final int REFUSED = 2;

  private static final int LINE_CHARS = 2_000;

  /** The process's own. */
  public static Terminal ofProcess() {
    return new Terminal(System.getenv(), System.out, System.err);
  }

  /**
   * Reads a command line into {@code options}; the exit code, when that is the end of the program
   * already.
   */
  public OptionalInt parse(String name, Object options, String... args) {
    CommandLine commandLine = new CommandLine(options).setCommandName(name);
    try {
      ParseResult result = commandLine.parseArgs(args);
      if (result.isUsageHelpRequested()) {
        commandLine.usage(out);
        return OptionalInt.of(STOPPED);
      }
      if (result.isVersionHelpRequested()) {
        commandLine.printVersionHelp(out);
        return OptionalInt.of(STOPPED);
      }
      return OptionalInt.empty();
    } catch (UnmatchedArgumentException e) {
      return OptionalInt.of(refuse(name + ": " + unmatched(e) + " (see --help)"));
    } catch (ParameterException e) {
      return OptionalInt.of(refuse(name + ": " + e.getMessage() + " (see --help)"));
    }
  }

  /** What does not belong there may be a secret that somebody tries to give in this way. */
  private static String unmatched(UnmatchedArgumentException e) {
    String first = e.getUnmatched().get(0);
    return first.startsWith("--")
        ? "Unknown option: '" + first.replaceFirst("(?s)=.*", "") + "'"
        : first.startsWith("-") ? "Unknown option" : "Too many arguments";
  }

  /** Says in one line why the program ends, and gives the exit code for it. */
  public int refuse(String message) {
    err.println(OneLine.of(String.valueOf(message), LINE_CHARS));
    err.flush();
    return REFUSED;
  }
}
