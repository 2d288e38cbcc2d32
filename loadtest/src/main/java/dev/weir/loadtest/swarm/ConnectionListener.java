package dev.weir.loadtest.swarm;

/** What a connection reached. Called on its event loop, in this order, each once at most. */
public interface ConnectionListener {
  /** Wants to hear nothing. */
  ConnectionListener NONE = new ConnectionListener() {};

  /** TCP is connected. */
  default void onTcp(SwarmConnection connection) {}

  /** Version and echoes were exchanged. */
  default void onHandshake(SwarmConnection connection) {}

  /** The application took the connection. */
  default void onConnected(SwarmConnection connection) {}

  /**
   * Gone, or never made, for whatever reason; the last call.
   *
   * @param reason as in {@code refused: NetConnection.Connect.Rejected}
   */
  default void onGone(SwarmConnection connection, String reason) {}
}
