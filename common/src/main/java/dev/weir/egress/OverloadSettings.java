package dev.weir.egress;

/**
 * How much a node serves before it turns new players away; 0 means no limit.
 *
 * @param viewers players at once, edges not counted
 * @param bitsPerSecond sent to all RTMP clients, edges among them
 * @param loopPercent of its time that the busiest event loop runs
 * @param unready whether new connections are to go elsewhere meanwhile
 */
public record OverloadSettings(int viewers, long bitsPerSecond, int loopPercent, boolean unready) {
  /** None. */
  public static final OverloadSettings NONE = new OverloadSettings(0, 0, 0, true);
}
