package dev.weir.transport;

/**
 * A port could not be opened; the message is one sentence for the operator and names the setting.
 */
public final class ListenException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ListenException(String message) {
    super(message, null, false, false);
  }
}
