package dev.weir.tls;

/** Why certificates cannot be used: one sentence that names the setting and the file. */
public final class TlsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TlsException(String message) {
    super(message, null, false, false);
  }
}
