package dev.weir.node;

import dev.weir.amf.AmfValue;

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
}
