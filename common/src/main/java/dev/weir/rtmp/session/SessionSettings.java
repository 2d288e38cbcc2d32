package dev.weir.rtmp.session;

import dev.weir.rtmp.RtmpLimits;

/**
 * What both roles are made with.
 *
 * @param limits what the peer may cost
 * @param chunkSize bytes of payload a chunk that we send; 65536 is the largest that every known
 *     peer takes
 * @param window acknowledgement window that we announce, in bytes
 */
public record SessionSettings(RtmpLimits limits, int chunkSize, int window) {
  /** What everybody in the field announces. */
  public static final SessionSettings DEFAULT =
      new SessionSettings(RtmpLimits.DEFAULT, 65_536, 2_500_000);
}
