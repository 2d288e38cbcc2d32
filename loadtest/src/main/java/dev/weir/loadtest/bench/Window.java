package dev.weir.loadtest.bench;

import dev.weir.loadtest.swarm.Swarm;
import dev.weir.loadtest.swarm.SwarmReport;
import java.time.Duration;

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

  /** Watches for so long. */
  static Window watch(Server server, Swarm swarm, Cores cores, Duration time, Patience patience) {
    long pid = server.processId();
    swarm.beginWindow();
    long start = System.nanoTime();
    double cpu = Proc.cpuSeconds(pid);
    double core = coreBusy(cores);
    double self = Proc.cpuSeconds(SELF);
    patience.pause(time);
    SwarmReport report = swarm.report();
    return new Window(
        (System.nanoTime() - start) / 1e9,
        Proc.cpuSeconds(pid) - cpu,
        coreBusy(cores) - core,
        Proc.cpuSeconds(SELF) - self,
        Proc.rssKb(pid),
        report);
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

  private static double coreBusy(Cores cores) {
    return cores.pinned() ? Proc.busySeconds(cores.server()) : Double.NaN;
  }
}
