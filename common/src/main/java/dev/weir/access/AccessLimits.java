package dev.weir.access;

/**
 * What a credential grants at most; 0 for no limit of its own.
 *
 * @param viewers players at a time of what it publishes
 * @param publishers connections that publish with it at a time
 * @param bitsPerSecond of media that a publisher sends
 */
public record AccessLimits(int viewers, int publishers, long bitsPerSecond) {
  /** No limits. */
  public static final AccessLimits NONE = new AccessLimits(0, 0, 0);
}
