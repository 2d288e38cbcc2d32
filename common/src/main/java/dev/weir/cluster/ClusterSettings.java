package dev.weir.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a node takes part in the cluster.
 *
 * @param role origins hold the cluster's data, edges do not
 * @param nodeId unique in the cluster; a node may keep it over restarts
 * @param clusterName nodes of different names refuse each other
 * @param host address this node binds the cluster ports to and the others reach it at; an address
 *     of this machine, or a name of one
 * @param port TCP port for the membership and the data; taken exactly, never the next free one
 * @param busPort TCP port for the event bus; 0 for any
 * @param members origins to join at, {@code host:port} (or {@code host}, at {@code port}). An
 *     origin may list itself: it is passed over. An origin that reaches none of the others starts
 *     alone, and merges with them when they appear; an edge waits for one
 * @param discovery {@code static} for {@code members}, or {@code dns:NAME} (or {@code
 *     dns:NAME:PORT}) for all addresses of a DNS name at {@code port}, with {@code members} unused
 * @param joinTimeout how long a start may look for the cluster before it fails
 * @param keysFile where the stream keys are kept beside the cluster's memory; empty for nowhere
 */
public record ClusterSettings(
    NodeRole role,
    String nodeId,
    String clusterName,
    String host,
    int port,
    int busPort,
    List<String> members,
    String discovery,
    Duration joinTimeout,
    Optional<Path> keysFile) {
  private static final String STATIC = "static";
  private static final String DNS = "dns:";
  private static final int MAX_MEMBERS = 256;

  /**
   * Throws {@link IllegalArgumentException} with the setting's name when a value cannot be used.
   */
  public ClusterSettings {
    Objects.requireNonNull(role);
    check("node.id", () -> Names.nodeId(nodeId));
    check("cluster.name", () -> Names.nodeId(clusterName));
    check("node.advertise-host", () -> Names.host(host));
    check("cluster.port", () -> Names.port(port, 1));
    check("cluster.bus-port", () -> Names.port(busPort, 0));
    members = List.copyOf(members);
    if (members.size() > MAX_MEMBERS) {
      throw new IllegalArgumentException("cluster.members: more than " + MAX_MEMBERS);
    }
    for (String member : members) {
      check("cluster.members", () -> Endpoint.parse(member, port));
    }
    if (!discovery.equals(STATIC) && !discovery.startsWith(DNS)) {
      throw new IllegalArgumentException(
          "cluster.discovery: expected static or dns:NAME, not " + discovery);
    }
    if (discovery.startsWith(DNS)) {
      check("cluster.discovery", () -> Endpoint.parse(discovery.substring(DNS.length()), port));
    }
    if (joinTimeout.isNegative() || joinTimeout.isZero()) {
      throw new IllegalArgumentException("cluster.join-timeout: must be above 0");
    }
  }

  /** One that keeps stream keys in the cluster's memory only. */
  public ClusterSettings(
      NodeRole role,
      String nodeId,
      String clusterName,
      String host,
      int port,
      int busPort,
      List<String> members,
      String discovery,
      Duration joinTimeout) {
    this(
        role,
        nodeId,
        clusterName,
        host,
        port,
        busPort,
        members,
        discovery,
        joinTimeout,
        Optional.empty());
  }

  /** The same, with this file for stream keys. */
  public ClusterSettings keptIn(Optional<Path> file) {
    return new ClusterSettings(
        role, nodeId, clusterName, host, port, busPort, members, discovery, joinTimeout, file);
  }

  boolean byDns() {
    return discovery.startsWith(DNS);
  }

  /** The name to resolve and the port to expect there; only with {@link #byDns()}. */
  Endpoint dnsName() {
    return Endpoint.parse(discovery.substring(DNS.length()), port);
  }

  /** The listed origins other than this node itself. */
  List<Endpoint> peers() {
    Endpoint self = new Endpoint(host, port);
    return members.stream()
        .map(member -> Endpoint.parse(member, port))
        .filter(peer -> !peer.equals(self))
        .distinct()
        .toList();
  }

  private static void check(String setting, Runnable test) {
    try {
      test.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(setting + ": " + e.getMessage(), e);
    }
  }
}
