package dev.weir.http;

import java.util.Map;
import java.util.Optional;

/** This node, as it is now. Both methods are called on event loops and answer at once. */
public interface NodeStatus {
  /** Who this node is; the id and the role never change. */
  NodeSummary node();

  /**
   * The checks that decide whether new clients are sent here, by name: empty when one is fine,
   * otherwise why it fails, in words for an operator.
   *
   * <p>A check is about this node (listening, not draining, joined once). What all nodes share is
   * no check: if a lost registry made every node unready at once, nobody would be left to serve the
   * streams that still run.
   */
  Map<String, Optional<String>> readiness();
}
