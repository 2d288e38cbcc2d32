package dev.weir.faults;

import dev.weir.it.Jvm;
import dev.weir.it.NodeProcess;
import dev.weir.kube.Rank;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node that can be hurt. It keeps its name and its addresses when it is started again. */
final class FaultNode {
  private static final int EXIT_SECONDS = 60;

  /**
   * A node that starts would run on a machine of its own. Here it takes what the others leave until
   * it is ready, or its start would stop their streams; only root can give it its rank back.
   */
  private static final boolean MAY_RAISE = "root".equals(System.getProperty("user.name"));

  private final String name;
  private final int number;
  private final boolean origin;
  private final Ground ground;
  private final Map<String, String> settings;
  private final List<String> oldAlarms = new ArrayList<>();
  private volatile NodeProcess process;
  private int runs;
  private volatile boolean frozen;
  private volatile boolean ready;

  FaultNode(String name, int number, boolean origin, Ground ground, Map<String, String> settings) {
    this.name = name;
    this.number = number;
    this.origin = origin;
    this.ground = ground;
    this.settings = settings;
  }

  String name() {
    return name;
  }

  int number() {
    return number;
  }

  boolean isOrigin() {
    return origin;
  }

  /** Where publishers and players go: {@code host:port}. */
  String rtmp() {
    return ground.host(number) + ":" + ground.ports(number).rtmp();
  }

  /** Where the other nodes go: {@code host:port}. */
  String cluster() {
    return ground.host(number) + ":" + ground.ports(number).cluster();
  }

  NodeApi api() {
    return new NodeApi(ground.host(number), ground.ports(number).http());
  }

  boolean isRunning() {
    return process != null && process.handle().isAlive();
  }

  /** Whether it can be asked something: ready, and neither frozen nor about to end. */
  boolean isAnswering() {
    return ready && !frozen && isRunning();
  }

  long pid() {
    return process.handle().pid();
  }

  /** Starts it; its log is named after the cluster and it, and counts its starts. */
  FaultNode start() {
    if (isRunning()) {
      throw new IllegalStateException(name + " runs");
    }
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.putIfAbsent("WEIR_DRAIN_DEADLINE", "30s");
    String host = ground.host(number);
    Ground.Ports ports = ground.ports(number);
    all.put("WEIR_NODE_ID", name);
    all.put("WEIR_NODE_ADVERTISE_HOST", host);
    all.put("WEIR_RTMP_HOST", host);
    all.put("WEIR_RTMP_PORT", String.valueOf(ports.rtmp()));
    all.put("WEIR_HTTP_HOST", host);
    all.put("WEIR_HTTP_PORT", String.valueOf(ports.http()));
    all.put("WEIR_CLUSTER_PORT", String.valueOf(ports.cluster()));
    List<String> command = new ArrayList<>(MAY_RAISE ? List.of("nice", "-n", "10") : List.of());
    command.addAll(ground.prefix(number));
    command.addAll(Jvm.command(origin ? "dev.weir.origin.OriginMain" : "dev.weir.edge.EdgeMain"));
    if (process != null) {
      oldAlarms.addAll(process.alarms());
    }
    String log = all.get("WEIR_CLUSTER_NAME") + "-" + name + "-" + ++runs;
    process = NodeProcess.start(command, log, all);
    return this;
  }

  /** Waits until it is ready. */
  FaultNode awaitReady() {
    process.awaitReady();
    if (MAY_RAISE && !ready) {
      Rank.raise(pid());
      // Threads that came meanwhile have the rank of those that made them.
      Rank.raise(pid());
    }
    ready = true;
    return this;
  }

  /** SIGKILL. */
  void kill() {
    ready = false;
    process.kill();
    awaitExit();
  }

  /** SIGTERM: it drains and ends. */
  void terminate() {
    ready = false;
    process.terminate();
  }

  /** Waits for its end; the exit code. */
  int awaitExit() {
    try {
      if (!process.handle().onExit().toCompletableFuture().isDone()) {
        process.handle().onExit().get(EXIT_SECONDS, TimeUnit.SECONDS);
      }
      frozen = false;
      return process.awaitExit();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(name + " did not end", e);
    }
  }

  /** SIGSTOP. */
  void freeze() {
    frozen = true;
    signal("STOP");
  }

  /** SIGCONT. */
  void thaw() {
    signal("CONT");
    frozen = false;
  }

  /** Lost buffers and errors in its logs so far. */
  List<String> alarms() {
    List<String> all = new ArrayList<>(oldAlarms);
    if (process != null) {
      all.addAll(process.alarms());
    }
    return all;
  }

  /** Lines of its present run. */
  List<String> log() {
    return process.log();
  }

  /** Ends it at once, whatever state it is in. */
  void close() {
    if (process != null) {
      // SIGKILL reaches stopped processes too.
      process.kill();
      awaitExit();
    }
  }

  private void signal(String signal) {
    try {
      String pid = String.valueOf(process.handle().pid());
      int exit = new ProcessBuilder("kill", "-" + signal, pid).inheritIO().start().waitFor();
      if (exit != 0) {
        throw new IllegalStateException("kill -" + signal + " " + pid + ": " + exit);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
