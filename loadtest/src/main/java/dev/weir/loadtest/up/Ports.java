package dev.weir.loadtest.up;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.IntPredicate;

/** Gives nodes their ports: the well known ones first, counting up, past what is taken. */
public final class Ports {
  private static final int RTMP = 1935;
  private static final int HTTP = 8080;
  private static final int CLUSTER = 5701;
  private static final int LAST = 65_535;

  private static final int FIRST_FREE = 10_240;
  private static final int FIRST_OUTGOING = 32_768;
  private static final int MAX_TRIES = 10_000;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

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

  /** Plans the nodes on whatever ports are free, origins first. */
  public static List<NodePlan> anywhere(int origins, int edges) {
    List<Integer> ports = free(3 * (origins + edges));
    List<NodePlan> nodes = new ArrayList<>();
    for (int i = 0; i < origins + edges; i++) {
      boolean origin = i < origins;
      String role = origin ? NodePlan.ORIGIN : NodePlan.EDGE;
      String id = role + "-" + (origin ? i + 1 : i - origins + 1);
      nodes.add(
          new NodePlan(id, role, ports.get(3 * i), ports.get(3 * i + 1), ports.get(3 * i + 2)));
    }
    return nodes;
  }

  /**
   * Ports on loopback that nobody listens on now, all different, and none of them given out by this
   * process before. They lie below those from which systems take the ports of outgoing connections
   * (32,768 and up on Linux, 49,152 elsewhere): a node that takes seconds to start finds its port
   * still free, however many clients dial meanwhile.
   *
   * @throws IllegalStateException when there are not so many
   */
  public static List<Integer> free(int count) {
    List<Integer> ports = new ArrayList<>();
    for (int tries = 0; ports.size() < count; tries++) {
      if (tries == MAX_TRIES) {
        throw new IllegalStateException("no " + count + " free ports on " + NodePlan.HOST);
      }
      int port = ThreadLocalRandom.current().nextInt(FIRST_FREE, FIRST_OUTGOING);
      if (isFree(port) && GIVEN.add(port)) {
        ports.add(port);
      }
    }
    return ports;
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
