package dev.weir.node;

import dev.weir.cluster.NodeInfo;
import dev.weir.cluster.NodeRole;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the clients of a node that leaves go: to the node with the fewest, counting those that were
 * sent there already, and to one that is over its limits only if it is a publisher and there is no
 * other. Any one thread.
 */
final class DrainTargets {
  private final NodeRole role;
  private final String nodeId;
  private final Map<String, Integer> sent = new HashMap<>();
  private List<NodeInfo> nodes = List.of();

  /**
   * @param role of the node that leaves
   * @param nodeId its id
   */
  DrainTargets(NodeRole role, String nodeId) {
    this.role = role;
    this.nodeId = nodeId;
  }

  /** The cluster as it is now. */
  void nodes(List<NodeInfo> now) {
    nodes = now;
  }

  /**
   * Where this client goes, which then counts as sent there; empty when there is nowhere to go.
   *
   * <p>A publisher goes to a node of the same role, since that is what it can reach, or to an
   * origin. A player goes to an edge and never to an origin, which has no streams but its own.
   *
   * @param secure whether it came with TLS, and goes on with it
   */
  Optional<NodeInfo> next(DrainPlan.Kind kind, boolean secure) {
    Optional<NodeInfo> chosen =
        kind == DrainPlan.Kind.PLAYER
            ? best(NodeRole.EDGE, secure).filter(node -> !node.overloaded())
            : best(role, secure).or(() -> best(NodeRole.ORIGIN, secure));
    chosen.ifPresent(node -> sent.merge(node.id(), 1, Integer::sum));
    return chosen;
  }

  /**
   * Where a client of an application finds a node.
   *
   * @param secure with TLS
   */
  static String url(NodeInfo node, boolean secure, String app) {
    String host = node.host().indexOf(':') < 0 ? node.host() : "[" + node.host() + "]";
    int port = secure ? node.rtmpsPort() : node.rtmpPort();
    return (secure ? "rtmps://" : "rtmp://") + host + ":" + port + "/" + app;
  }

  private Optional<NodeInfo> best(NodeRole wanted, boolean secure) {
    return nodes.stream()
        .filter(node -> node.role() == wanted && !node.draining())
        .filter(node -> (secure ? node.rtmpsPort() : node.rtmpPort()) > 0)
        .filter(node -> !node.id().equals(nodeId))
        .min(
            Comparator.comparing(NodeInfo::overloaded)
                .thenComparingInt(this::clients)
                .thenComparing(NodeInfo::id));
  }

  private int clients(NodeInfo node) {
    return node.sessions() + sent.getOrDefault(node.id(), 0);
  }
}
