package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/** Origins and edges in processes of their own, and what can be done to the net between them. */
final class FaultCluster implements AutoCloseable {
  private static final Duration WHOLE = Duration.ofSeconds(60);
  private static final int CLUSTER_PORT = 5701;

  private final Ground ground;
  private final List<FaultNode> origins = new ArrayList<>();
  private final List<FaultNode> edges = new ArrayList<>();
  private final List<FaultNode> spares = new ArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final Thread hook = new Thread(this::killAll, "faults-kill");

  private FaultCluster(
      String name, int origins, int edges, int spares, Ground ground, Map<String, String> more) {
    this.ground = ground;
    Map<String, String> settings = new LinkedHashMap<>(more);
    settings.putIfAbsent("WEIR_CLUSTER_NAME", name);
    settings.putAll(asked());
    for (int i = 0; i < origins; i++) {
      this.origins.add(new FaultNode("o" + (i + 1), i, true, ground, settings));
    }
    List<String> members = this.origins.stream().map(FaultNode::cluster).toList();
    settings.put("WEIR_CLUSTER_MEMBERS", String.join(",", members));
    for (int i = 0; i < edges + spares; i++) {
      FaultNode node = new FaultNode("e" + (i + 1), origins + i, false, ground, settings);
      (i < edges ? this.edges : this.spares).add(node);
    }
  }

  /** {@code -Dfaults.settings=WEIR_A=1,WEIR_B=2}, over everything else. */
  private static Map<String, String> asked() {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String pair : System.getProperty("faults.settings", "").split(",")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        settings.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
      }
    }
    return settings;
  }

  /** Nodes on loopback, for faults that need no network; with namespaces where they can be had. */
  static FaultCluster anywhere(String name, int origins, int edges) {
    return anywhere(name, origins, edges, Map.of());
  }

  /** Likewise, with more settings for all nodes, as environment variables. */
  static FaultCluster anywhere(String name, int origins, int edges, Map<String, String> settings) {
    return start(name, origins, edges, 0, ground(origins + edges), settings);
  }

  /** Likewise, with edges that are not started but may be. */
  static FaultCluster withSpareEdges(String name, int origins, int edges, int spares) {
    return start(name, origins, edges, spares, ground(origins + edges + spares), Map.of());
  }

  private static Ground ground(int nodes) {
    return Namespaces.missing().isEmpty() ? Namespaces.make(nodes) : new Loopback(nodes);
  }

  /**
   * Nodes whose network can be cut. Who asks for faults and cannot have them has to hear of it, so
   * that the test fails then and is not skipped.
   */
  static FaultCluster cuttable(String name, int origins, int edges) {
    Namespaces.missing().ifPresent(why -> Assertions.fail("The network cannot be cut: " + why));
    return start(name, origins, edges, 0, Namespaces.make(origins + edges), Map.of());
  }

  private static FaultCluster start(
      String name,
      int origins,
      int edges,
      int spares,
      Ground ground,
      Map<String, String> settings) {
    FaultCluster cluster = new FaultCluster(name, origins, edges, spares, ground, settings);
    Runtime.getRuntime().addShutdownHook(cluster.hook);
    try {
      cluster.origins.forEach(FaultNode::start);
      cluster.edges.forEach(FaultNode::start);
      cluster.awaitWhole();
      return cluster;
    } catch (AssertionError | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  FaultNode origin(int i) {
    return origins.get(i);
  }

  FaultNode edge(int i) {
    return edges.get(i);
  }

  List<FaultNode> origins() {
    return List.copyOf(origins);
  }

  List<FaultNode> edges() {
    return List.copyOf(edges);
  }

  /** Edges that were not started with the others. */
  List<FaultNode> spareEdges() {
    return List.copyOf(spares);
  }

  List<FaultNode> nodes() {
    return Stream.of(origins, edges, spares).flatMap(List::stream).toList();
  }

  /** A load balancer before the edges: each attempt comes to the next one that is ready. */
  Targets anyEdge() {
    return attempt -> {
      List<String> ready =
          Stream.concat(edges.stream(), spares.stream())
              .filter(FaultNode::isAnswering)
              .map(FaultNode::rtmp)
              .toList();
      return ready.isEmpty()
          ? edges.get(0).rtmp()
          : ready.get(Math.floorMod(turn.getAndIncrement(), ready.size()));
    };
  }

  /** {@code host:port} of all origins, beginning with one. */
  List<String> originsFrom(int first) {
    return rotated(origins, first);
  }

  /** {@code host:port} of all edges, beginning with one. */
  List<String> edgesFrom(int first) {
    return rotated(edges, first);
  }

  private static List<String> rotated(List<FaultNode> nodes, int first) {
    List<String> targets = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      targets.add(nodes.get((first + i) % nodes.size()).rtmp());
    }
    return targets;
  }

  /** Waits until all running nodes are ready and know each other. */
  void awaitWhole() {
    List<FaultNode> running = nodes().stream().filter(FaultNode::isRunning).toList();
    running.forEach(FaultNode::awaitReady);
    List<String> names = running.stream().map(FaultNode::name).toList();
    for (FaultNode node : running) {
      await()
          .atMost(WHOLE)
          .untilAsserted(
              () ->
                  assertThat(node.api().nodes())
                      .as("nodes that " + node.name() + " knows")
                      .containsExactlyInAnyOrderElementsOf(names));
    }
  }

  /** Loses everything between two nodes, both ways. */
  void cut(FaultNode one, FaultNode other) {
    cutOneWay(one, other);
    cutOneWay(other, one);
  }

  /** Loses what one node sends to the other. */
  void cutOneWay(FaultNode from, FaultNode to) {
    ground.drop(from.number(), to.number(), 0);
  }

  /** Loses what two nodes say to each other as members of the cluster; media goes on. */
  void cutMembership(FaultNode one, FaultNode other) {
    ground.drop(one.number(), other.number(), CLUSTER_PORT);
    ground.drop(other.number(), one.number(), CLUSTER_PORT);
  }

  /** Loses everything that a node says or hears. */
  void isolate(FaultNode node) {
    ground.isolate(node.number());
  }

  /** Ends all losses. */
  void heal() {
    ground.heal();
  }

  /** Lost buffers and errors in the logs of all nodes. */
  List<String> alarms() {
    return nodes().stream()
        .flatMap(node -> node.alarms().stream().map(line -> node.name() + ": " + line))
        .toList();
  }

  @Override
  public void close() {
    killAll();
    ground.close();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends; the hook finds nothing to do.
    }
  }

  private void killAll() {
    for (FaultNode node : nodes()) {
      try {
        node.close();
      } catch (RuntimeException | AssertionError e) {
        // The others have to be ended too.
      }
    }
  }
}
