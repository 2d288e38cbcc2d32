package dev.weir.cluster;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a node tells the others about itself.
 *
 * @param id node id; letters, digits and {@code . _ : -}, at most 128
 * @param role origin or edge
 * @param host address other nodes and clients reach it at
 * @param rtmpPort its RTMP port, 0 when it has none yet
 * @param httpPort its HTTP port, 0 when it has none yet
 * @param startedAtMillis its wall clock when it started
 * @param version release it runs
 * @param draining true when it takes nothing new because it is about to leave
 * @param sessions clients that it serves, as of its last announcement; 0 from a release that does
 *     not tell
 * @param rtmpsPort its port for RTMP inside TLS, 0 when it has none
 * @param overloaded true while it turns new players away because it is over a limit
 */
public record NodeInfo(
    String id,
    NodeRole role,
    String host,
    int rtmpPort,
    int httpPort,
    long startedAtMillis,
    String version,
    boolean draining,
    int sessions,
    int rtmpsPort,
    boolean overloaded) {
  private static final int VERSION = 1;
  private static final int MAX_RELEASE = 64;

  public NodeInfo {
    Names.nodeId(id);
    Objects.requireNonNull(role);
    Names.host(host);
    Names.port(rtmpPort, 0);
    Names.port(httpPort, 0);
    Names.port(rtmpsPort, 0);
    if (version.length() > MAX_RELEASE) {
      throw new IllegalArgumentException("version is longer than " + MAX_RELEASE);
    }
  }

  /** A node without RTMPS that has room. */
  public NodeInfo(
      String id,
      NodeRole role,
      String host,
      int rtmpPort,
      int httpPort,
      long startedAtMillis,
      String version,
      boolean draining,
      int sessions) {
    this(
        id, role, host, rtmpPort, httpPort, startedAtMillis, version, draining, sessions, 0, false);
  }

  /** Reads what {@link #toJson()} wrote; empty when it is of an unknown version or not a node's. */
  public static Optional<NodeInfo> parse(String text) {
    return JsonFields.parse(text, VERSION, NodeInfo::read);
  }

  private static NodeInfo read(JsonFields in) {
    return new NodeInfo(
        in.text("id"),
        NodeRole.valueOf(in.text("role").toUpperCase(Locale.ROOT)),
        in.text("host"),
        in.integer("rtmpPort", 0, 65535),
        in.integer("httpPort", 0, 65535),
        in.integer("startedAt", Long.MIN_VALUE, Long.MAX_VALUE),
        in.text("version"),
        in.bool("draining"),
        in.integer("sessions", 0, Integer.MAX_VALUE, 0),
        in.integer("rtmpsPort", 0, 65535, 0),
        in.bool("overloaded", false));
  }

  /** The node as versioned JSON text. */
  public String toJson() {
    return json().encode();
  }

  JsonObject json() {
    JsonObject json =
        new JsonObject()
            .put("v", VERSION)
            .put("id", id)
            .put("role", role.label())
            .put("host", host)
            .put("rtmpPort", rtmpPort)
            .put("httpPort", httpPort)
            .put("startedAt", startedAtMillis)
            .put("version", version)
            .put("draining", draining)
            .put("sessions", sessions);
    if (rtmpsPort > 0) {
      json.put("rtmpsPort", rtmpsPort);
    }
    return overloaded ? json.put("overloaded", true) : json;
  }
}
