package dev.weir.metrics;

/** What a connection is for; the {@code kind} label of the connection metrics. */
public enum ConnectionKind {
  /** Accepted, and has not said yet what it wants. Every accepted connection starts here. */
  PENDING,
  /** Publishes a stream to this node. */
  PUBLISHER,
  /** Plays a stream from this node. */
  PLAYER,
  /** Another node that pulls a stream from this one. */
  EDGE_PULL,
  /** Dialled by this node, towards the owner of a stream. */
  UPSTREAM
}
