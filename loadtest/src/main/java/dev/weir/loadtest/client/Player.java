package dev.weir.loadtest.client;

import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.transport.CloseReason;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Plays one stream over one connection and hands over all of it. */
public final class Player {
  private final Context context;
  private final PlayListener listener;
  private RtmpDialer.Link link;
  private boolean closing;

  private Player(Context context, PlayListener listener) {
    this.context = context;
    this.listener = listener;
  }

  /** Starts to play, on the caller's event loop or, for a caller without one, on a fresh one. */
  public static Player start(
      Vertx vertx,
      RtmpDialer dialer,
      RtmpUrl url,
      HandshakeScheme handshake,
      PlayListener listener) {
    dialer.require(url);
    Player player = new Player(vertx.getOrCreateContext(), listener);
    ClientTarget target = ClientTarget.of(ClientTarget.Role.PLAY, url).with(handshake);
    player.context.runOnContext(
        v ->
            dialer
                .dial(url.host(), url.port(), target, player::over)
                .onFailure(e -> listener.onClosed(String.valueOf(e.getMessage()))));
    return player;
  }

  /** Ends play and closes. From any thread. */
  public void close() {
    context.runOnContext(
        v -> {
          closing = true;
          if (link != null && link.connection() != null) {
            link.connection().finish();
          }
        });
  }

  private Handler over(RtmpDialer.Link over) {
    link = over;
    if (closing) {
      // The connection is there only after this; it is closed as soon as it is.
      close();
    }
    return new Handler();
  }

  private final class Handler extends QuietHandler {
    @Override
    public void onStarted(ClientEvent.Started event) {
      listener.onStarted();
    }

    @Override
    public void onMedia(ClientEvent.Media event) {
      try {
        int type = event.video() ? MessageType.VIDEO : MessageType.AUDIO;
        listener.onFrame(type, event.timestamp(), event.payload());
      } finally {
        event.release();
      }
    }

    @Override
    public void onData(ClientEvent.Data event) {
      try {
        listener.onFrame(MessageType.DATA_AMF0, event.timestamp(), event.payload());
      } finally {
        event.release();
      }
    }

    @Override
    public void onRefused(ClientEvent.Refused event) {
      listener.onRefused(new RefusedException(event.code(), event.description()));
      link.connection().finish();
    }

    @Override
    public void onEnded(ClientEvent.Ended event) {
      listener.onEnded(event.code());
      link.connection().finish();
    }

    @Override
    public void onClosed(CloseReason reason) {
      listener.onClosed(reason.detail().isEmpty() ? reason.kind().name() : reason.detail());
    }
  }
}
