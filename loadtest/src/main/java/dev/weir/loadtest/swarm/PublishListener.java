package dev.weir.loadtest.swarm;

/** What becomes of a publisher. Called on its event loop. */
public interface PublishListener {
  /** Wants to hear nothing. */
  PublishListener NONE = new PublishListener() {};

  /** The server takes the stream; again after each reconnection. */
  default void onGranted(SwarmPublisher publisher) {}

  /**
   * A connection was refused or ended, by other than {@link SwarmPublisher#close}. A publisher that
   * returns goes on trying.
   *
   * @param reason as in {@code refused: NetStream.Publish.BadName}
   */
  default void onLost(SwarmPublisher publisher, String reason) {}
}
