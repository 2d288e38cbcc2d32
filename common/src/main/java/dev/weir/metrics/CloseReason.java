package dev.weir.metrics;

/** Why a player was closed; the {@code reason} label of the closed players. */
public enum CloseReason {
  /** The player said so, or closed its connection. */
  CLIENT_LEFT,
  /** The connection broke. */
  CONNECTION_LOST,
  /** Its queue passed the hard limit. */
  TOO_SLOW,
  /** Nothing was taken off its queue for the stall time. */
  STALLED,
  /** The stream ended, and nobody took it up again in time. */
  STREAM_ENDED,
  /** The stream went on at another node. */
  STREAM_MOVED,
  /** Its permission ran out or was taken back. */
  ACCESS_ENDED,
  /** An administrator closed it. */
  KICKED,
  /** The node is going away. */
  NODE_DRAINING,
  /** It broke the protocol; the kind of error is counted apart. */
  PROTOCOL_ERROR,
  /** Anything else. */
  OTHER
}
