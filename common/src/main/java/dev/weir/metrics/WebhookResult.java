package dev.weir.metrics;

/** How a call of a webhook ended; the {@code result} label of the webhook calls. */
public enum WebhookResult {
  /** It said yes. */
  ALLOWED,
  /** It said no. */
  REFUSED,
  /** It took what it was told. */
  DELIVERED,
  /** It did not answer in time. */
  TIMEOUT,
  /** It could not be reached, or the connection broke. */
  UNREACHABLE,
  /** It said that it failed. */
  SERVER_ERROR,
  /** A redirect, an answer that is too long, or one that makes no sense. */
  BAD_ANSWER,
  /** Its name stands for an address that it may not have. */
  TARGET,
  /** Not called: it failed too often just now. */
  BREAKER_OPEN,
  /** Not called: too many calls are under way, or too much waits to be told. */
  CROWDED
}
