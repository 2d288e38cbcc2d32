package dev.weir.loadtest.client;

import dev.weir.rtmp.handshake.HandshakeScheme;

/**
 * How a publisher publishes.
 *
 * @param once ends with the first connection instead of connecting again
 * @param firstTimestamp of the first message, in milliseconds; 0 is usual
 * @param handshake simple, or one of the digest schemes
 */
public record PublisherSettings(boolean once, long firstTimestamp, HandshakeScheme handshake) {
  /** Connects again, starts at 0. */
  public static final PublisherSettings DEFAULT =
      new PublisherSettings(false, 0, HandshakeScheme.SIMPLE);

  /** The same for one connection only. */
  public PublisherSettings onlyOnce() {
    return new PublisherSettings(true, firstTimestamp, handshake);
  }

  /** The same with timestamps from another value on. */
  public PublisherSettings startingAt(long millis) {
    return new PublisherSettings(once, millis, handshake);
  }
}
