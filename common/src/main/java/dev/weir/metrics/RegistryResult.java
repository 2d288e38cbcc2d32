package dev.weir.metrics;

/** How an operation on the stream registry ended; the {@code result} label of its timer. */
public enum RegistryResult {
  /** Done; for a lookup, whether or not the stream was found. */
  OK,
  /** Claim: somebody else holds the stream. Renew: the claim is lost. */
  CONFLICT,
  TIMEOUT,
  FAILED
}
