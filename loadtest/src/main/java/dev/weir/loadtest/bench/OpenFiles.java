package dev.weir.loadtest.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.weir.cli.StartupException;
import java.lang.management.ManagementFactory;

/** The limit of open files, of which every connection is one. */
public final class OpenFiles {
  /** Jars, logs, event loops, connections between nodes. */
  private static final int OTHERS = 400;

  private OpenFiles() {}

  /**
   * Checks that a process of ours may open so many connections; the JVM has raised the soft limit
   * to the hard one already.
   *
   * @throws StartupException when it may not
   */
  public static void require(int connections) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      require(connections, unix.getMaxFileDescriptorCount());
    }
  }

  static void require(int connections, long limit) {
    long needed = (long) connections + OTHERS;
    if (needed > limit) {
      throw new StartupException(
          "%d connections need %d open files, the limit is %d; raise it with ulimit -Hn"
              .formatted(connections, needed, limit));
    }
  }
}
