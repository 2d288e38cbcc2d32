package dev.weir.metrics;

/** What a node has only so much of; the {@code limit} label of overload. */
public enum OverloadLimit {
  /** {@code overload.viewers}. */
  VIEWERS,
  /** {@code overload.egress}. */
  EGRESS,
  /** {@code overload.loops}. */
  LOOPS
}
