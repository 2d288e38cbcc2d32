package dev.weir.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Asks all nodes again and again how they are, and counts what they hold. */
final class NodeWatch {
  /** What a process holds; growth may be negative. */
  record Use(long pid, long descriptors, long threads, long residentMiB) {}

  private static final long PERIOD_MILLIS = 500;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final long PAGE = 4_096;

  private final FaultCluster cluster;
  private final ScheduledExecutorService asker =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "faults-health");
            thread.setDaemon(true);
            return thread;
          });
  private volatile double slowest;

  private NodeWatch(FaultCluster cluster) {
    this.cluster = cluster;
  }

  static NodeWatch start(FaultCluster cluster) {
    NodeWatch watch = new NodeWatch(cluster);
    watch.asker.scheduleWithFixedDelay(watch::ask, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** Ends it; the slowest answer of a node that ran all the while, in milliseconds. */
  double stop() {
    asker.shutdownNow();
    return slowest;
  }

  private void ask() {
    for (FaultNode node : cluster.nodes()) {
      if (node.isAnswering()) {
        long asked = System.nanoTime();
        int status = node.api().status("/health/live");
        double millis = (System.nanoTime() - asked) / NANOS_PER_MILLI;
        // One that was killed, frozen or stopped meanwhile owes no answer.
        if (node.isAnswering()) {
          slowest = Math.max(slowest, status == 200 ? millis : Double.POSITIVE_INFINITY);
        }
      }
    }
  }

  /** What each running node holds. */
  Map<FaultNode, Use> use() {
    Map<FaultNode, Use> all = new LinkedHashMap<>();
    for (FaultNode node : cluster.nodes()) {
      if (node.isRunning()) {
        all.put(
            node, new Use(node.pid(), count(node, "fd"), count(node, "task"), residentMiB(node)));
      }
    }
    return all;
  }

  /** Largest growth of a node that was never started again. */
  static Use growth(Map<FaultNode, Use> before, Map<FaultNode, Use> after) {
    long descriptors = 0;
    long threads = 0;
    long resident = 0;
    for (Map.Entry<FaultNode, Use> entry : after.entrySet()) {
      Use now = entry.getValue();
      Use then = before.get(entry.getKey());
      if (then != null && then.pid() == now.pid()) {
        descriptors = Math.max(descriptors, now.descriptors() - then.descriptors());
        threads = Math.max(threads, now.threads() - then.threads());
        resident = Math.max(resident, now.residentMiB() - then.residentMiB());
      }
    }
    return new Use(0, descriptors, threads, resident);
  }

  private static long count(FaultNode node, String what) {
    try (Stream<Path> files = Files.list(Path.of("/proc", String.valueOf(node.pid()), what))) {
      return files.count();
    } catch (IOException e) {
      return 0;
    }
  }

  private static long residentMiB(FaultNode node) {
    try {
      String statm = Files.readString(Path.of("/proc", String.valueOf(node.pid()), "statm"));
      return (Long.parseLong(statm.split(" ")[1]) * PAGE) >> 20;
    } catch (IOException e) {
      return 0;
    }
  }
}
