package dev.weir.cli;

/**
 * A failure to start that needs no developer: a port in use, a cluster out of reach. The process
 * prints the message as one line and exits with 2.
 */
public final class StartupException extends RuntimeException {
  /**
   * A failure whose message says it all.
   *
   * @param message what is wrong and, where a setting is the cause, its key
   */
  public StartupException(String message) {
    super(message, null, false, false);
  }
}
