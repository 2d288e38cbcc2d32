package dev.weir.loadtest.swarm;

/** What a player reached. Called on its event loop, in this order, each once at most. */
public interface PlayerListener {
  /** Wants to hear nothing. */
  PlayerListener NONE = new PlayerListener() {};

  /** TCP is connected. */
  default void onTcp(SwarmPlayer player) {}

  /** Version and echoes were exchanged. */
  default void onHandshake(SwarmPlayer player) {}

  /** The application took the connection. */
  default void onConnected(SwarmPlayer player) {}

  /** The first audio or video message came. */
  default void onFirstMedia(SwarmPlayer player) {}

  /** The first picture to start at came. */
  default void onFirstKeyFrame(SwarmPlayer player) {}

  /**
   * Gone, for whatever reason; the last call.
   *
   * @param reason as in {@code refused: NetStream.Play.StreamNotFound}
   */
  default void onGone(SwarmPlayer player, String reason) {}
}
