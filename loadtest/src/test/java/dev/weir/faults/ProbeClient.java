package dev.weir.faults;

import dev.weir.rtmp.session.ClientEvent;
import dev.weir.transport.ClientHandler;

/** Does nothing with whatever it hears, and releases it. */
abstract class ProbeClient implements ClientHandler {
  /** E-RTMP v2 connect property, and its bit for "can reconnect". */
  static final String CAPABILITIES = "capsEx";

  static final int CAN_RECONNECT = 1;

  @Override
  public void onHandshakeDone(ClientEvent.HandshakeDone event) {}

  @Override
  public void onConnected(ClientEvent.Connected event) {}

  @Override
  public void onStarted(ClientEvent.Started event) {}

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
  public void onRefused(ClientEvent.Refused event) {}

  @Override
  public void onEnded(ClientEvent.Ended event) {}

  @Override
  public void onReadComplete() {}
}
