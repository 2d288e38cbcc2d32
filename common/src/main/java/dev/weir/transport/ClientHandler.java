package dev.weir.transport;

import dev.weir.rtmp.session.ClientEvent;

/** What a node does with a connection that it dialled. Called on the connection's event loop. */
public interface ClientHandler extends ClientEvent.Handler {
  /** All events of one read were handed over. */
  void onReadComplete();

  /** The connection is gone; once, and nothing follows. */
  void onClosed(CloseReason reason);
}
