package dev.weir.transport;

import java.net.BindException;

/**
 * A port could not be opened; the message is one sentence for the operator and names the setting.
 */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private ListenException(String message) {
    super(message, null, false, false);
  }

  /**
   * Says why.
   *
   * @param section of the settings: rtmp or rtmps
   */
  static ListenException of(String section, String host, int port, Throwable cause) {
    boolean taken =
        cause instanceof BindException || String.valueOf(cause.getMessage()).contains("in use");
    return new ListenException(
        taken
            ? section + ".port: " + port + " is already in use on " + host
            : "%s.host: cannot listen on %s:%d: %s"
                .formatted(section, host, port, cause.getMessage()));
  }
}
