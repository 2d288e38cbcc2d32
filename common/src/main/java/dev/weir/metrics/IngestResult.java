package dev.weir.metrics;

/**
 * What became of a publisher that sends more than it may; the {@code result} label of the limited
 * ingest.
 */
public enum IngestResult {
  /** It was not read for a moment. */
  SLOWED,
  /** It did not slow down and was closed. */
  CLOSED
}
