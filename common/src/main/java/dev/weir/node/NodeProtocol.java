package dev.weir.node;

import dev.weir.access.AccessDecision;
import dev.weir.amf.AmfValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What nodes of a cluster say to one another inside RTMP. */
public final class NodeProtocol {
  /**
   * The connect property by which a node tells the other that it is one: an object with {@code
   * node}, its id.
   */
  public static final String CONNECT_PROPERTY = "weirNode";

  private NodeProtocol() {}

  /** The property's value. */
  public static AmfValue from(String nodeId) {
    return AmfValue.object("node", nodeId);
  }

  /**
   * The property's value for a publisher that is passed on.
   *
   * @param remoteHost the publisher's address
   * @param decision of this node's policies
   */
  public static AmfValue from(String nodeId, String remoteHost, AccessDecision decision) {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("node", nodeId);
    properties.putAll(new ForwardedAccess(remoteHost, Optional.of(decision)).toProperties());
    return AmfValue.object(
        properties.entrySet().stream()
            .flatMap(property -> Stream.of(property.getKey(), property.getValue()))
            .toArray());
  }

  /** The node's id in the property's value; empty when it is no node. */
  static String nodeId(AmfValue property) {
    return property.asProperties().getOrDefault("node", AmfValue.UNDEFINED).asText("");
  }
}
