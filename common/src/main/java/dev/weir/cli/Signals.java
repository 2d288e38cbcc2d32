package dev.weir.cli;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import sun.misc.Signal;

/**
 * Turns SIGTERM, SIGINT and SIGHUP into a completed future.
 *
 * <p>A shutdown hook would do less well: all hooks run at the same time, so those of libraries
 * would pull the cluster and the log away under a node that still drains, and the exit code would
 * be 143 unless a hook halts the process with all other hooks half done. A handler leaves the
 * process as it was; the main thread closes the node in good order and exits with 0 by itself.
 */
public final class Signals {
  private Signals() {}

  /** Tells each signal's name. */
  static void onStop(Consumer<String> told) {
    for (String name : new String[] {"TERM", "INT", "HUP"}) {
      try {
        Signal.handle(new Signal(name), signal -> told.accept("SIG" + signal.getName()));
      } catch (IllegalArgumentException e) {
        // The JVM was started with -Xrs: whoever asked for that handles signals.
      }
    }
  }

  /**
   * Completes the future with the signal's name at the first signal. Later ones change nothing:
   * Ctrl-C reaches the launcher and its nodes alike, and the launcher then sends SIGTERM to each of
   * them.
   */
  public static void completeOnStop(CompletableFuture<String> stop) {
    onStop(stop::complete);
  }
}
