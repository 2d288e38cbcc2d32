package dev.weir.stream;

/**
 * How live streams behave on a node.
 *
 * @param gopBytes most bytes that the GOP cache of a stream keeps
 * @param gopFrames most messages that it keeps
 * @param gopMillis most media time that it keeps; past any of the three the cache empties until the
 *     next key frame
 * @param audioWaitMillis longest that audio waits for a video frame to travel with
 * @param chunkSize payload bytes a chunk towards players
 */
public record StreamSettings(
    int gopBytes, int gopFrames, int gopMillis, int audioWaitMillis, int chunkSize) {
  public static final StreamSettings DEFAULT =
      new StreamSettings(16 << 20, 2_500, 15_000, 50, 65_536);
}
