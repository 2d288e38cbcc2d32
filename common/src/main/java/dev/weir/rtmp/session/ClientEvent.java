package dev.weir.rtmp.session;

import dev.weir.rtmp.message.DataMessage;
import io.netty.buffer.ByteBuf;

/**
 * What a server told us. Events with a payload own one count of it, which passes to whoever polls
 * them.
 */
public sealed interface ClientEvent {

  /** Calls the handler's method for this kind. */
  void dispatch(Handler handler);

  /** Gives up what the event owns, when nobody wants it. */
  default void release() {}

  /** One method a kind, so that a new kind breaks every caller at compile time. */
  interface Handler {
    void onHandshakeDone(HandshakeDone event);

    void onConnected(Connected event);

    void onStarted(Started event);

    void onMedia(Media event);

    void onData(Data event);

    void onStatus(Status event);

    void onReconnectRequested(ReconnectRequested event);

    void onRefused(Refused event);

    void onEnded(Ended event);
  }

  /** Version and echoes were exchanged. */
  record HandshakeDone() implements ClientEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onHandshakeDone(this);
    }
  }

  /** NetConnection.Connect.Success. */
  record Connected() implements ClientEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onConnected(this);
    }
  }

  /**
   * Publish.Start or Play.Start: media may flow.
   *
   * @param clock by what the times of the media are counted, from a node of the cluster: those of
   *     two connections with the same one can be compared; empty when it is not said
   */
  record Started(int streamId, String clock) implements ClientEvent {
    /** The property that says it, which nobody but nodes of the cluster sends. */
    static final String CLOCK = "weirClock";

    @Override
    public void dispatch(Handler handler) {
      handler.onStarted(this);
    }
  }

  /** Media of the stream that we play. */
  record Media(boolean video, long timestamp, ByteBuf payload) implements ClientEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onMedia(this);
    }

    @Override
    public void release() {
      payload.release();
    }
  }

  /** Data of the stream that we play. */
  record Data(DataMessage.Kind kind, long timestamp, ByteBuf payload) implements ClientEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onData(this);
    }

    @Override
    public void release() {
      payload.release();
    }
  }

  /** Any other onStatus. */
  record Status(String code, String description) implements ClientEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onStatus(this);
    }
  }

  /**
   * The server wants us elsewhere; it goes on serving until we leave.
   *
   * @param tcUrl where, absolute; our own when the server named none. It is the peer's text
   * @param description why, for people
   */
  record ReconnectRequested(String tcUrl, String description) implements ClientEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onReconnectRequested(this);
    }
  }

  /** The server said no, to connect or to the role. */
  record Refused(String code, String description) implements ClientEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onRefused(this);
    }
  }

  /** The stream that we play is over; the server says so itself, nothing broke. */
  record Ended(String code) implements ClientEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onEnded(this);
    }
  }
}
