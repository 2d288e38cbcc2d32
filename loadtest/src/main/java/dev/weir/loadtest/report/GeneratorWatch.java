package dev.weir.loadtest.report;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Looks at how busy this process and its machine are, so that a run can tell whether it measured
 * the server or itself. For one thread, which calls {@link #look} about once a second.
 */
public final class GeneratorWatch {
  private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(9_500);

  private final String name;
  private final List<Long> loopThreads;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final Deque<Look> window = new ArrayDeque<>();
  private boolean full;
  private double busyShare = Double.NaN;
  private double machineShare = Double.NaN;

  /** CPU nanoseconds of each loop so far, by its thread's id, and those of the machine by core. */
  private record Look(long nanos, Map<Long, Long> cpu, double machine) {}

  private GeneratorWatch(String name, Collection<Long> loopThreads) {
    this.name = name;
    this.loopThreads = List.copyOf(loopThreads);
    // The system answers with the load since it was last asked; this is the question before.
    system.getCpuLoad();
    window.add(new Look(System.nanoTime(), cpu(), 0));
  }

  /**
   * Begins to watch.
   *
   * @param name of the generator, as in the host's name
   * @param loopThreads ids of the threads that drive connections
   */
  public static GeneratorWatch start(String name, Collection<Long> loopThreads) {
    return new GeneratorWatch(name, loopThreads);
  }

  /**
   * Looks.
   *
   * @return the share of the time since the last look, from 0 to 1, for which the busiest loop had
   *     work; NaN when there are no such loops or the JVM does not tell
   */
  public double look() {
    Look last = window.getLast();
    long nanos = System.nanoTime();
    // Below 0 or no number when the system does not tell.
    double load = system.getCpuLoad();
    double machine = last.machine + (load > 0 ? load * (nanos - last.nanos) : 0);
    Look now = new Look(nanos, cpu(), machine);
    window.add(now);
    if (nanos - window.getFirst().nanos >= WINDOW_NANOS) {
      full = true;
      judge(window.removeFirst(), now);
    }
    return busiest(last, now);
  }

  /** What was seen until now; of a run that was shorter than ten seconds, all of it. */
  public Generator generator() {
    if (!full) {
      judge(window.getFirst(), window.getLast());
    }
    return new Generator(name, loopThreads.size(), busyShare, machineShare);
  }

  private void judge(Look from, Look to) {
    busyShare = greater(busyShare, busiest(from, to));
    double machine = (to.machine - from.machine) / (to.nanos - from.nanos);
    machineShare = greater(machineShare, machine > 0 ? machine : Double.NaN);
  }

  private static double greater(double known, double found) {
    return found > known || Double.isNaN(known) ? found : known;
  }

  private static double busiest(Look from, Look to) {
    return to.cpu.entrySet().stream()
        .mapToDouble(loop -> loop.getValue() - from.cpu.getOrDefault(loop.getKey(), 0L))
        .map(worked -> worked / (to.nanos - from.nanos))
        .max()
        .orElse(Double.NaN);
  }

  private Map<Long, Long> cpu() {
    Map<Long, Long> cpu = new HashMap<>();
    if (threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled()) {
      for (long id : loopThreads) {
        // Below 0 when the thread is not there any more.
        long nanos = threads.getThreadCpuTime(id);
        if (nanos >= 0) {
          cpu.put(id, nanos);
        }
      }
    }
    return cpu;
  }
}
