package dev.weir.stream;

/**
 * How live streams behave on a node.
 *
 * @param gopBytes most bytes that the GOP cache of a stream keeps
 * @param gopFrames most messages that it keeps
 * @param gopMillis most media time that it keeps; past any of the three the cache empties until the
 *     next key frame
 * @param audioWaitMillis longest that audio waits for a video frame to travel with
 * @param handoverMillis how long a source that takes over from one that goes on waits for the end
 *     of that one, whose last frames may be under way; 0: not at all
 * @param chunkSize payload bytes a chunk towards players
 */
public record StreamSettings(
    int gopBytes,
    int gopFrames,
    int gopMillis,
    int audioWaitMillis,
    int handoverMillis,
    int chunkSize) {
  /** Longer than ways to two nodes differ, and shorter than what players hold back. */
  public static final int HANDOVER_MILLIS = 150;

  public static final StreamSettings DEFAULT =
      new StreamSettings(16 << 20, 2_500, 15_000, 50, HANDOVER_MILLIS, 65_536);

  /** The same with another patience at a change of sources. */
  StreamSettings withHandover(int millis) {
    return new StreamSettings(gopBytes, gopFrames, gopMillis, audioWaitMillis, millis, chunkSize);
  }
}
