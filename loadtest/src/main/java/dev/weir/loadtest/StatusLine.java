package dev.weir.loadtest;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The line at the bottom: rewritten in place on a terminal, appended now and then elsewhere. Safe
 * for use from several threads.
 */
public final class StatusLine {
  private static final long APPEND_NANOS = Duration.ofSeconds(10).toNanos();
  private static final String CLEAR = "\r\033[K";

  private final PrintStream out;
  private final boolean rewrites;
  private String shown = "";
  private long appendedNanos;

  /**
   * A line.
   *
   * @param rewrites whether {@code out} is a terminal
   */
  public StatusLine(PrintStream out, boolean rewrites) {
    this.out = out;
    this.rewrites = rewrites;
    this.appendedNanos = System.nanoTime() - APPEND_NANOS;
  }

  /** Whether standard output is a terminal. */
  public static boolean onTerminal() {
    try {
      // System.console() is also null when only standard input is redirected.
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }

  /** How often {@link #update} is worth a call, in milliseconds. */
  long intervalMillis() {
    return rewrites ? 1_000 : Duration.ofNanos(APPEND_NANOS).toMillis();
  }

  /** Shows the present state. */
  public synchronized void update(String text) {
    if (rewrites) {
      out.print(CLEAR + text);
      shown = text;
    } else if (System.nanoTime() - appendedNanos >= APPEND_NANOS * 9 / 10) {
      out.println(text);
      appendedNanos = System.nanoTime();
    }
    out.flush();
  }

  /** A line that stays, above the status. */
  public synchronized void print(String line) {
    out.println(shown.isEmpty() ? line : CLEAR + line);
    out.print(shown);
    out.flush();
  }

  /** Leaves the last status where it is and ends its line. */
  public synchronized void end() {
    if (!shown.isEmpty()) {
      out.println();
      out.flush();
      shown = "";
    }
  }

  /** Hours, minutes and seconds, as in {@code 01:02:03}. */
  public static String clock(Duration time) {
    return "%02d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart());
  }
}
