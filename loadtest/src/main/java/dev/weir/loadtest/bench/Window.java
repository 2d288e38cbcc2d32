package dev.weir.loadtest.bench;

import dev.weir.loadtest.swarm.Swarm;
import dev.weir.loadtest.swarm.SwarmReport;

/**
 * What happened in a stretch of time.
 *
 * @param seconds how long it was
 * @param serverCpu CPU seconds of the server's process
 * @param coreBusy seconds for which the server's core was busy; NaN when nothing is pinned
 * @param clientCpu CPU seconds of this process: players and publisher
 * @param rssKb resident memory of the server at the end, in KB
 * @param report what the players saw
 */
record Window(
    double seconds,
    double serverCpu,
    double coreBusy,
    double clientCpu,
    long rssKb,
    SwarmReport report) {

  private static final double PERCENT = 100;
  private static final double MICROS = 1e6;
  private static final long SELF = ProcessHandle.current().pid();

  /** A window that is still open. */
  static final class Opened {
    private final Server server;
    private final Swarm swarm;
    private final Cores cores;
    private final long start = System.nanoTime();
    private final double cpu;
    private final double core;
    private final double self = Proc.cpuSeconds(SELF);

    private Opened(Server server, Swarm swarm, Cores cores) {
      this.server = server;
      this.swarm = swarm;
      this.cores = cores;
      this.cpu = Proc.cpuSeconds(server.processId());
      this.core = busy();
    }

    /** What happened until now. */
    Window close() {
      SwarmReport report = swarm.report();
      long pid = server.processId();
      return new Window(
          (System.nanoTime() - start) / 1e9,
          Proc.cpuSeconds(pid) - cpu,
          busy() - core,
          Proc.cpuSeconds(SELF) - self,
          Proc.rssKb(pid),
          report);
    }

    private double busy() {
      return cores.pinned() ? Proc.busySeconds(cores.server()) : Double.NaN;
    }
  }

  /** Begins to watch. */
  static Opened open(Server server, Swarm swarm, Cores cores) {
    swarm.beginWindow();
    return new Opened(server, swarm, cores);
  }

  /** CPU of the server's process per frame that a player got, in microseconds. */
  double cpuMicros() {
    return serverCpu * MICROS / report.healthy().frames();
  }

  /** The same with all that the core did: the kernel sends in its own name, too. */
  double coreMicros() {
    return coreBusy * MICROS / report.healthy().frames();
  }

  /** How busy the core was, in percent; without pinning, how much of one core the process used. */
  double corePercent() {
    return PERCENT * (Double.isNaN(coreBusy) ? serverCpu : coreBusy) / seconds;
  }

  /** How much of a core players and publisher used, in percent. */
  double clientPercent() {
    return PERCENT * clientCpu / seconds;
  }
}
