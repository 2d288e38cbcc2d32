package dev.weir.node;

import dev.weir.cluster.NodeDirectory;
import dev.weir.cluster.NodeInfo;
import dev.weir.cluster.NodeRole;
import dev.weir.egress.Overload;
import dev.weir.egress.OverloadSettings;
import dev.weir.metrics.NodeMetrics;
import dev.weir.transport.LoopLoad;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;

/**
 * Measures this node's load, tells the other nodes when it is too much, and says whether new
 * connections should go elsewhere.
 *
 * <p>They should only while there is an elsewhere: a balancer without any ready node refuses
 * connections, and a player learns more from a node that is full. So the last node of its role with
 * room makes the others not ready by being there, and ready again by filling up.
 */
final class OverloadWatch {
  private static final long MEASURE_MILLIS = 250;
  private static final int MEASURES_A_LOOK = 4;

  private final OverloadSettings settings;
  private final Overload overload;
  private final NodeDirectory directory;
  private final NodeRole role;
  private final String nodeId;
  private int measures;
  private volatile boolean elsewhere;

  /**
   * @param directory who else is there
   * @param role of this node
   * @param nodeId its id
   */
  OverloadWatch(
      OverloadSettings settings,
      Overload overload,
      NodeDirectory directory,
      NodeRole role,
      String nodeId) {
    this.settings = settings;
    this.overload = overload;
    this.directory = directory;
    this.role = role;
    this.nodeId = nodeId;
  }

  /**
   * Begins.
   *
   * @param loads the event loops that clients are on
   * @param onChange hears when the node became full, and when it is no longer
   */
  void start(Vertx vertx, List<LoopLoad> loads, NodeMetrics metrics, Runnable onChange) {
    vertx.setPeriodic(
        MEASURE_MILLIS,
        id -> {
          List<Double> busy = loads.stream().map(LoopLoad::busy).toList();
          if (overload.measure(System.nanoTime(), metrics.bytesOut(), busy)) {
            measures = 0;
            elsewhere = false;
            onChange.run();
          }
          if (overload.isOver() && measures++ % MEASURES_A_LOOK == 0) {
            look(directory.nodes());
          }
        });
  }

  /** Whether new players are turned away. Any thread. */
  boolean isOver() {
    return overload.isOver();
  }

  /** Why new connections should go elsewhere; empty while they should not. Any thread. */
  Optional<String> unready() {
    String words = overload.words();
    return settings.unready() && elsewhere && !words.isEmpty()
        ? Optional.of("the node is full: " + words)
        : Optional.empty();
  }

  /** While nobody is known to have room, this node is the best there is. */
  void look(Future<List<NodeInfo>> asked) {
    asked.onSuccess(this::look).onFailure(e -> elsewhere = false);
  }

  /** Takes the cluster as it is now. */
  void look(List<NodeInfo> nodes) {
    elsewhere =
        nodes.stream()
            .anyMatch(
                node ->
                    node.role() == role
                        && !node.id().equals(nodeId)
                        && !node.draining()
                        && !node.overloaded());
  }
}
