package dev.weir.metrics;

/** What a drain did to a client; the {@code result} label of the drain metrics. */
public enum DrainResult {
  /** It was asked to go elsewhere. */
  ASKED,
  /** It was asked, and went by itself. */
  MOVED,
  /** It was closed when its time had come. */
  CLOSED
}
