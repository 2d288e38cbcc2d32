package dev.weir.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Asks all nodes again and again how they are, and counts what they hold. */
final class NodeWatch {
  /**
   * What a process holds; growth may be negative.
   *
   * @param descriptors without those of clients and of streams that it pulls
   */
  record Use(long descriptors, long threads, long residentMiB) {}

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
  private final Map<FaultNode, Use> begun = new ConcurrentHashMap<>();
  private volatile double slowest;
  private volatile double slowestPage;

  private NodeWatch(FaultCluster cluster) {
    this.cluster = cluster;
  }

  static NodeWatch start(FaultCluster cluster) {
    NodeWatch watch = new NodeWatch(cluster);
    cluster.nodes().forEach(watch::begin);
    watch.asker.scheduleWithFixedDelay(watch::ask, 0, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    return watch;
  }

  /** A node has started: what it holds now is what it may hold. */
  void begin(FaultNode node) {
    begun.put(node, use(node));
  }

  /** Ends the questions; the slowest answer of a node that ran all the while, in milliseconds. */
  double stop() {
    asker.shutdownNow();
    return slowest;
  }

  /** Likewise, to a question about the whole cluster. */
  double slowestPage() {
    return slowestPage;
  }

  private void ask() {
    for (FaultNode node : cluster.nodes()) {
      slowest = Math.max(slowest, millis(node, "/health/live"));
      slowestPage = Math.max(slowestPage, millis(node, "/api/v1/nodes"));
    }
  }

  /** How long the answer took; 0 from a node that owes none. */
  private static double millis(FaultNode node, String path) {
    if (!node.isAnswering()) {
      return 0;
    }
    long asked = System.nanoTime();
    int status = node.api().status(path);
    double millis = (System.nanoTime() - asked) / NANOS_PER_MILLI;
    // One that was killed, frozen or stopped meanwhile owes none either.
    if (!node.isAnswering()) {
      return 0;
    }
    return status == 200 ? millis : Double.POSITIVE_INFINITY;
  }

  /** Largest growth of a node since it was started last. */
  Use growth() {
    long descriptors = 0;
    long threads = 0;
    long resident = 0;
    for (FaultNode node : cluster.nodes()) {
      Use then = begun.get(node);
      if (then != null && node.isRunning()) {
        Use now = use(node);
        descriptors = Math.max(descriptors, now.descriptors() - then.descriptors());
        threads = Math.max(threads, now.threads() - then.threads());
        resident = Math.max(resident, now.residentMiB() - then.residentMiB());
      }
    }
    return new Use(descriptors, threads, resident);
  }

  private static Use use(FaultNode node) {
    double clients =
        node.api().metrics().entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("weir_connections{"))
            .mapToDouble(Map.Entry::getValue)
            .sum();
    return new Use(count(node, "fd") - Math.round(clients), count(node, "task"), residentMiB(node));
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
