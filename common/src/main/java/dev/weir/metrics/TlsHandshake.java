package dev.weir.metrics;

/** How a TLS handshake ended. */
public enum TlsHandshake {
  /** With keys that both sides know. */
  COMPLETED,
  /** Without: nothing in common, a certificate that the client does not believe, a torn record. */
  FAILED,
  /** It was not over in time. */
  TIMED_OUT,
  /** The peer spoke something else. */
  NOT_TLS
}
