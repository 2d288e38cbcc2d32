package dev.weir.node;

import dev.weir.metrics.CloseReason;

/** How the end of a connection is counted for the player on it. */
final class ClosedPlayers {
  private ClosedPlayers() {}

  static CloseReason reason(dev.weir.transport.CloseReason reason) {
    return switch (reason.kind()) {
      case PEER -> CloseReason.CLIENT_LEFT;
      case LOST -> CloseReason.CONNECTION_LOST;
      case PROTOCOL -> CloseReason.PROTOCOL_ERROR;
      case ACCESS_ENDED -> CloseReason.ACCESS_ENDED;
      case STALLED -> CloseReason.STALLED;
      case ENDED -> CloseReason.STREAM_ENDED;
      case MOVED -> CloseReason.STREAM_MOVED;
      case SHUTDOWN -> CloseReason.NODE_DRAINING;
      case REFUSED, FAILURE -> CloseReason.OTHER;
    };
  }
}
