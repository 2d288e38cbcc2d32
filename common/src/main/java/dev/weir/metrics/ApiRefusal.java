package dev.weir.metrics;

/** Why a request to the HTTP API was refused; the {@code reason} label of the refused requests. */
public enum ApiRefusal {
  /** It had no token. */
  NO_TOKEN,
  /** Its token is none of this node's. */
  WRONG_TOKEN,
  /** Too many wrong ones came from its address; it was not looked at. */
  TOO_MANY_ATTEMPTS,
  /** Its token may do less. */
  SCOPE,
  /** A page of another site sent it. */
  FOREIGN_PAGE
}
