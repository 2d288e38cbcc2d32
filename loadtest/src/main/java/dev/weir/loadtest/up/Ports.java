package dev.weir.loadtest.up;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** Gives nodes their ports: the well known ones first, counting up, past what is taken. */
public final class Ports {
  private static final int RTMP = 1935;
  private static final int HTTP = 8080;
  private static final int CLUSTER = 5701;
  private static final int LAST = 65_535;

  private final IntPredicate free;
  private final Consumer<String> notices;
  private int rtmp = RTMP;
  private int http = HTTP;
  private int cluster = CLUSTER;

  Ports(IntPredicate free, Consumer<String> notices) {
    this.free = free;
    this.notices = notices;
  }

  /**
   * Plans the nodes, origins first.
   *
   * @param notices hears of each port that is taken
   */
  public static List<NodePlan> plan(int origins, int edges, Consumer<String> notices) {
    return new Ports(Ports::isFree, notices).plan(origins, edges);
  }

  List<NodePlan> plan(int origins, int edges) {
    List<NodePlan> nodes = new ArrayList<>();
    for (int i = 1; i <= origins; i++) {
      nodes.add(next(NodePlan.ORIGIN, i));
    }
    for (int i = 1; i <= edges; i++) {
      nodes.add(next(NodePlan.EDGE, i));
    }
    return nodes;
  }

  private NodePlan next(String role, int number) {
    String id = role + "-" + number;
    NodePlan node =
        new NodePlan(
            id,
            role,
            nextFree(rtmp, "RTMP", id),
            nextFree(http, "HTTP", id),
            nextFree(cluster, "cluster", id));
    rtmp = node.rtmpPort() + 1;
    http = node.httpPort() + 1;
    cluster = node.clusterPort() + 1;
    return node;
  }

  private int nextFree(int wanted, String what, String id) {
    for (int port = wanted; port <= LAST; port++) {
      if (free.test(port)) {
        if (port != wanted) {
          notices.accept("port " + wanted + " is taken, " + id + " uses " + port + " for " + what);
        }
        return port;
      }
    }
    throw new IllegalStateException("no free port from " + wanted + " on");
  }

  /** Nobody listens there now; somebody may before the node does, which then says so and ends. */
  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(NodePlan.HOST))) {
      return socket.isBound();
    } catch (IOException taken) {
      return false;
    }
  }
}
