package dev.weir.loadtest.up;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A node that is to run.
 *
 * @param id as in {@code edge-1}
 * @param role {@code origin} or {@code edge}
 * @param rtmpPort on loopback, like the others
 * @param httpPort health, metrics, API
 * @param clusterPort for the other nodes
 */
public record NodePlan(String id, String role, int rtmpPort, int httpPort, int clusterPort) {
  /** Where all of it happens. */
  public static final String HOST = "127.0.0.1";

  /** The role of nodes that own streams. */
  public static final String ORIGIN = "origin";

  /** The role of nodes that serve players. */
  public static final String EDGE = "edge";

  /** Whether this is an origin. */
  public boolean isOrigin() {
    return role.equals(ORIGIN);
  }

  /** As in {@code rtmp://127.0.0.1:1935/live/demo}. */
  public String rtmpUrl(String stream) {
    return "rtmp://" + HOST + ":" + rtmpPort + "/" + stream;
  }

  /** As in {@code http://127.0.0.1:8080/metrics}. */
  public String httpUrl(String path) {
    return "http://" + HOST + ":" + httpPort + path;
  }

  /** The node's settings as environment variables. */
  Map<String, String> environment(List<NodePlan> all) {
    List<String> members =
        all.stream()
            .filter(NodePlan::isOrigin)
            .map(node -> HOST + ":" + node.clusterPort())
            .toList();
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("WEIR_NODE_ID", id);
    environment.put("WEIR_NODE_ADVERTISE_HOST", HOST);
    environment.put("WEIR_RTMP_HOST", HOST);
    environment.put("WEIR_RTMP_PORT", String.valueOf(rtmpPort));
    environment.put("WEIR_HTTP_HOST", HOST);
    environment.put("WEIR_HTTP_PORT", String.valueOf(httpPort));
    environment.put("WEIR_CLUSTER_PORT", String.valueOf(clusterPort));
    // All of it ends together, so there is nowhere to go.
    environment.put("WEIR_DRAIN_DEADLINE", "0s");
    // Two of these on one machine are two clusters, whatever ports they find free.
    environment.put("WEIR_CLUSTER_NAME", "up-" + ProcessHandle.current().pid());
    environment.put("WEIR_CLUSTER_DISCOVERY", "static");
    environment.put("WEIR_CLUSTER_MEMBERS", String.join(",", members));
    return environment;
  }
}
