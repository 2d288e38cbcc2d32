package dev.weir.transport;

import java.io.IOException;

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
    /** What was allowed is so no more: its time is over, or it was taken back. */
    ACCESS_ENDED,
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

  /**
   * This reason, or what the kernel said, where nobody here gave one. A user timeout, or a route
   * that is gone, is not the peer's doing; a reset is.
   */
  CloseReason orBecauseOf(Throwable failure) {
    if (kind != Kind.PEER || failure == null) {
      return this;
    }
    if (!(failure instanceof IOException)) {
      return new CloseReason(Kind.FAILURE, failure.toString());
    }
    String said = String.valueOf(failure.getMessage());
    boolean lost = said.contains("timed out") || said.contains("unreachable");
    return new CloseReason(lost || said.contains("No route") ? Kind.LOST : Kind.PEER, said);
  }
}
