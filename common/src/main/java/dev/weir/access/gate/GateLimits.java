package dev.weir.access.gate;

import java.time.Duration;

/**
 * What the gate of a node lets pass; 0 means no limit.
 *
 * @param failuresPerAddress wrong credentials that an address may show in a minute
 * @param ban how long an address that showed more is not checked
 * @param publishersPerKey streams that one credential publishes at once, unless it says itself
 * @param viewersPerStream players of one stream
 * @param viewersPerKey players that use one credential at once, unless it says itself
 */
public record GateLimits(
    int failuresPerAddress,
    Duration ban,
    int publishersPerKey,
    int viewersPerStream,
    int viewersPerKey) {
  /** None. */
  public static final GateLimits NONE = new GateLimits(0, Duration.ZERO, 0, 0, 0);
}
