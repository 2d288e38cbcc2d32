package dev.weir.cluster;

/**
 * The registry or the directory gave no usable answer: no origin is there to hold the data, the
 * deadline passed, or the node is leaving. Nothing is known about the outcome of the call; what was
 * known before stays the best guess.
 */
public final class ClusterUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line for the log
   * @param cause what went wrong below, or null
   */
  public ClusterUnavailableException(String message, Throwable cause) {
    // No stack trace: while the cluster is away every call ends here.
    super(message, cause, false, false);
  }
}
