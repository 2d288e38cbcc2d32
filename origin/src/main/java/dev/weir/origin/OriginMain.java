package dev.weir.origin;

import dev.weir.cli.NodeCommand;
import dev.weir.cli.NodeStart;
import dev.weir.cluster.NodeRole;

/** Starts an origin. */
public final class OriginMain {
  private OriginMain() {}

  public static void main(String[] args) {
    NodeCommand.main(
        "origin", args, config -> NodeStart.start(NodeRole.ORIGIN, config, OriginServices::new));
  }
}
