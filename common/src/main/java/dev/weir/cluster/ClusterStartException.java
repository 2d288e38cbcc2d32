package dev.weir.cluster;

/**
 * A node could not join the cluster. The message is one line for whoever started the node: it names
 * the setting to look at and the addresses that were tried.
 */
public final class ClusterStartException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one line, beginning with the setting's name
   */
  public ClusterStartException(String message) {
    super(message);
  }

  /**
   * @param message one line, beginning with the setting's name
   * @param cause what went wrong below
   */
  public ClusterStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
