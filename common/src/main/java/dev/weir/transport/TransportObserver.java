package dev.weir.transport;

import dev.weir.metrics.ConnectionLimit;
import dev.weir.metrics.TlsHandshake;
import dev.weir.rtmp.RtmpError;

/** Hears what sockets do, for metrics. Called on event loops; must not block. */
public interface TransportObserver {
  /** A socket was closed at once, because there are too many. */
  void onRefused(ConnectionLimit limit);

  /** Bytes came in. */
  void onBytesIn(int bytes);

  /** A peer broke the protocol. */
  void onProtocolError(RtmpError error);

  /** A TLS handshake ended. */
  default void onTlsHandshake(TlsHandshake result) {}
}
