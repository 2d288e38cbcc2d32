package dev.weir.http;

import java.util.Locale;

/** The HTTP server cannot listen; the message names the setting and is fit for an operator. */
public final class HttpStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HttpStartException(String message, Throwable cause) {
    super(message, cause);
  }

  static HttpStartException of(HttpSettings settings, Throwable cause) {
    String reason = String.valueOf(cause.getMessage());
    // Native transports and NIO throw different classes for it; both carry strerror's text.
    String key = settings.section() + ".port: ";
    if (reason.toLowerCase(Locale.ROOT).contains("address already in use")) {
      return new HttpStartException(key + settings.port() + " is already in use", cause);
    }
    return new HttpStartException(
        key + "cannot listen on " + settings.host() + ":" + settings.port() + ": " + reason, cause);
  }
}
