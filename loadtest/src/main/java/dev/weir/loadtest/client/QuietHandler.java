package dev.weir.loadtest.client;

import dev.weir.rtmp.session.ClientEvent;
import dev.weir.transport.ClientHandler;

/** Does nothing with whatever it hears, and releases it. */
abstract class QuietHandler implements ClientHandler {
  @Override
  public void onHandshakeDone(ClientEvent.HandshakeDone event) {}

  @Override
  public void onConnected(ClientEvent.Connected event) {}

  @Override
  public void onMedia(ClientEvent.Media event) {
    event.release();
  }

  @Override
  public void onData(ClientEvent.Data event) {
    event.release();
  }

  @Override
  public void onStatus(ClientEvent.Status event) {}

  @Override
  public void onReconnectRequested(ClientEvent.ReconnectRequested event) {}

  @Override
  public void onReadComplete() {}
}
