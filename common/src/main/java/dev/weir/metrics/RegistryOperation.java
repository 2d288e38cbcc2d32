package dev.weir.metrics;

/** An operation on the stream registry; the {@code kind} label of its timer. */
public enum RegistryOperation {
  CLAIM,
  RENEW,
  RELEASE,
  LOCATE,
  LIST
}
