package dev.weir.edge;

import dev.weir.cli.NodeCommand;
import dev.weir.cli.NodeStart;
import dev.weir.cluster.NodeRole;

/** Starts an edge. */
public final class EdgeMain {
  private EdgeMain() {}

  public static void main(String[] args) {
    NodeCommand.main(
        "edge", args, config -> NodeStart.start(NodeRole.EDGE, config, EdgeServices::new));
  }
}
