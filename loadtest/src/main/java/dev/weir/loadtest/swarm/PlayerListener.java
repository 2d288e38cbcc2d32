package dev.weir.loadtest.swarm;

/** What a player reached. Called on its event loop, in this order, each once at most. */
public interface PlayerListener {
  /** Wants to hear nothing. */
  PlayerListener NONE = new PlayerListener() {};

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

  /**
   * The server asks to go elsewhere; the player may stay until another one plays there.
   *
   * @param tcUrl as in {@code rtmp://host:1935/live}
   */
  default void onReconnectRequest(SwarmPlayer player, String tcUrl) {}

  /** The server said what a pause or its end has come to, as in {@code NetStream.Pause.Notify}. */
  default void onPaused(SwarmPlayer player, String code) {}
}
