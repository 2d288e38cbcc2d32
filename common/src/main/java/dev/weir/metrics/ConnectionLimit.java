package dev.weir.metrics;

/** A limit that a connection met as it came; the {@code limit} label of the refused connections. */
public enum ConnectionLimit {
  /** {@code rtmp.max-connections}. */
  CONNECTIONS,
  /** {@code rtmp.max-connections-per-address}. */
  CONNECTIONS_PER_ADDRESS,
  /** {@code limits.pending-connections}. */
  PENDING,
  /** {@code limits.pending-per-address}. */
  PENDING_PER_ADDRESS,
  /** {@code limits.connects-per-address}. */
  CONNECTS_PER_ADDRESS
}
