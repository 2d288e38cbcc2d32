package dev.weir.transport;

import dev.weir.rtmp.session.ServerEvent;

/** What a node does with one client connection. Called on the connection's event loop. */
public interface ServerHandler extends ServerEvent.Handler {
  /** All events of one read were handed over. */
  void onReadComplete();

  /** Once a second or so. */
  void onTick(long nowNanos);

  /** The connection is gone; once, and nothing follows. */
  void onClosed(CloseReason reason);
}
