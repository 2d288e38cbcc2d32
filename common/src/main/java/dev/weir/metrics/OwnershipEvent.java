package dev.weir.metrics;

/** What happens to a stream that this origin owns; the {@code event} label. */
public enum OwnershipEvent {
  /** This origin's claim stands. */
  CLAIMED,
  /** Another claim stands instead of it. */
  CLAIM_LOST,
  /** The process stood still: nothing passes until its claim is known to stand. */
  FENCED,
  /** The publisher's connection broke; the stream waits for its return. */
  PUBLISHER_DROPPED,
  /**
   * Another connection leads instead of one that is still there: a backup, or the primary again.
   */
  PUBLISHER_REPLACED
}
