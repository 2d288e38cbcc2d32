package dev.weir.transport;

/**
 * Why a connection ended.
 *
 * @param kind for counting
 * @param detail for the log; may be empty
 */
public record CloseReason(Kind kind, String detail) {
  /** The kinds, also the metric's label. */
  public enum Kind {
    /** The peer closed, or the network did. */
    PEER,
    /** The peer is there no more, and nobody said so. */
    LOST,
    /** The peer broke the protocol or a limit. */
    PROTOCOL,
    /** The peer was refused. */
    REFUSED,
    /** A player that made no progress. */
    STALLED,
    /** The stream is over. */
    ENDED,
    /** The stream goes on at another node. */
    MOVED,
    /** The node stops. */
    SHUTDOWN,
    /** Something here failed. */
    FAILURE
  }

  static final CloseReason PEER = new CloseReason(Kind.PEER, "");
}
