package dev.weir.loadtest.up;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Nodes as processes of this machine. They end when this says so, when one of them dies, and when
 * this process dies, of whatever.
 */
public final class LocalCluster {
  private static final long TERMINATE_SECONDS = 10;
  private static final long KILL_SECONDS = 5;

  /** Ctrl-C reaches the nodes too; one that ends with us did not die. */
  private static final long DOUBT_MILLIS = 1_000;

  private final List<NodePlan> plans;
  private final Function<NodePlan, List<String>> commands;
  private final Map<String, String> settings;
  private final Path logs;
  private final Credentials credentials = Credentials.of(System.getenv());
  private final NodeHttp http;
  private final List<NodeChild> children = new ArrayList<>();
  private final Set<NodeChild> doomed = ConcurrentHashMap.newKeySet();
  private final CompletableFuture<Void> death = new CompletableFuture<>();
  private volatile boolean stopping;

  private LocalCluster(
      Vertx vertx,
      List<NodePlan> plans,
      Function<NodePlan, List<String>> commands,
      Map<String, String> settings) {
    this.plans = plans;
    this.commands = commands;
    this.settings = settings;
    this.http = new NodeHttp(vertx, credentials.apiToken());
    try {
      this.logs = Files.createTempDirectory("weir-up-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A cluster that was not started yet.
   *
   * @param plans at least one origin
   */
  public static LocalCluster of(Vertx vertx, List<NodePlan> plans, NodeCommands commands) {
    return of(vertx, plans, commands::of, Map.of());
  }

  /**
   * A cluster that was not started yet, of nodes that are started in some other way.
   *
   * @param commands gives a node's command line
   * @param settings for all nodes, as environment variables, beside those that a plan gives
   */
  public static LocalCluster of(
      Vertx vertx,
      List<NodePlan> plans,
      Function<NodePlan, List<String>> commands,
      Map<String, String> settings) {
    return new LocalCluster(vertx, List.copyOf(plans), commands, Map.copyOf(settings));
  }

  /** Where the nodes' logs are. */
  public Path logs() {
    return logs;
  }

  /** With this token the nodes' API may be used. */
  public String apiToken() {
    return credentials.apiToken();
  }

  /**
   * Starts the nodes: the first origin with all edges, which wait for it, then the other origins,
   * so that no two of them found a cluster each. Done when all are ready.
   */
  public CompletableFuture<Void> start() {
    NodePlan first = plans.get(0);
    List<NodePlan> edges = plans.stream().filter(node -> !node.isOrigin()).toList();
    List<NodePlan> others =
        plans.stream().filter(node -> node.isOrigin() && !node.equals(first)).toList();
    launch(List.of(first));
    launch(edges);
    return ready(List.of(first))
        .thenRun(() -> launch(others))
        .thenCompose(v -> ready(Stream.concat(others.stream(), edges.stream()).toList()));
  }

  /** Fails with {@link NodeDiedException} when a node ends by itself; never done otherwise. */
  public CompletableFuture<Void> death() {
    return death;
  }

  /** A node's process id, which is a launcher's only until that became the node; 0 for none. */
  public long processId(NodePlan plan) {
    return child(plan).map(NodeChild::processId).orElse(0L);
  }

  /** Kills a node (SIGKILL), which is no reason to end the others; done when it is gone. */
  public CompletableFuture<Void> kill(NodePlan plan) {
    return doom(plan, NodeChild::kill).thenApply(code -> null);
  }

  /** Tells a node to end in good order (SIGTERM); done with its exit code. */
  public CompletableFuture<Integer> terminate(NodePlan plan) {
    return doom(plan, NodeChild::terminate);
  }

  /** Starts a node that was ended again, at its old place; done when it is ready. */
  public CompletableFuture<Void> startAgain(NodePlan plan) {
    launch(List.of(plan));
    return ready(List.of(plan));
  }

  /** What the nodes say about themselves and their streams. */
  public Future<ClusterStatus> status() {
    return http.status(plans.get(0));
  }

  /**
   * Ends all nodes and waits for them; blocks for at most fifteen seconds. Twice is once.
   *
   * @param keepLogs false to remove them
   */
  public void stop(boolean keepLogs) {
    List<NodeChild> all;
    synchronized (children) {
      stopping = true;
      all = List.copyOf(children);
    }
    http.close();
    all.forEach(NodeChild::terminate);
    if (!ended(all, TERMINATE_SECONDS)) {
      all.forEach(NodeChild::kill);
      ended(all, KILL_SECONDS);
    }
    if (!keepLogs) {
      removeLogs();
    }
  }

  private void launch(List<NodePlan> nodes) {
    for (NodePlan node : nodes) {
      synchronized (children) {
        if (stopping) {
          return;
        }
        try {
          Map<String, String> environment = node.environment(plans);
          environment.putAll(credentials.environment());
          environment.putAll(settings);
          NodeChild child = NodeChild.start(node, commands.apply(node), environment, logs);
          children.add(child);
          child.exit().thenAcceptAsync(code -> ended(child, code), doubt());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private CompletableFuture<Integer> doom(NodePlan plan, Consumer<NodeChild> end) {
    NodeChild child =
        child(plan).orElseThrow(() -> new IllegalStateException(plan.id() + " does not run"));
    doomed.add(child);
    end.accept(child);
    return child.exit();
  }

  /** The latest of a node's processes. */
  private Optional<NodeChild> child(NodePlan plan) {
    synchronized (children) {
      return children.stream()
          .filter(child -> child.plan().equals(plan))
          .reduce((earlier, later) -> later);
    }
  }

  private void ended(NodeChild child, int code) {
    if (!stopping && !doomed.contains(child)) {
      death.completeExceptionally(new NodeDiedException(child, code));
    }
  }

  private static Executor doubt() {
    return CompletableFuture.delayedExecutor(DOUBT_MILLIS, TimeUnit.MILLISECONDS);
  }

  private CompletableFuture<Void> ready(List<NodePlan> nodes) {
    List<Future<Void>> waits = nodes.stream().map(node -> http.ready(node, logs)).toList();
    return Future.all(waits).<Void>mapEmpty().toCompletionStage().toCompletableFuture();
  }

  private static boolean ended(List<NodeChild> nodes, long seconds) {
    CompletableFuture<?>[] exits =
        nodes.stream().map(NodeChild::exit).toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(exits)
        .thenApply(v -> true)
        .completeOnTimeout(false, seconds, TimeUnit.SECONDS)
        .join();
  }

  private void removeLogs() {
    try (Stream<Path> paths = Files.walk(logs)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
