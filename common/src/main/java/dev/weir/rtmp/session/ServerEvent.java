package dev.weir.rtmp.session;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpName;
import dev.weir.rtmp.message.DataMessage;
import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * What a client asked for or sent. Events with a payload own one count of it, which passes to
 * whoever polls them.
 */
public sealed interface ServerEvent {

  /** Calls the handler's method for this kind. */
  void dispatch(Handler handler);

  /** Gives up what the event owns, when nobody wants it. */
  default void release() {}

  /** One method a kind, so that a new kind breaks every caller at compile time. */
  interface Handler {
    void onConnect(Connect event);

    void onIntroduction(Introduced event);

    void onPublish(Publish event);

    void onPlay(Play event);

    void onMedia(Media event);

    void onData(Data event);

    void onPublishEnded(PublishEnded event);

    void onPlayEnded(PlayEnded event);

    void onPause(Pause event);

    void onReceive(Receive event);

    void onIgnored(Ignored event);
  }

  /** Answer with acceptConnect or rejectConnect; until then nothing more is read. */
  record Connect(ConnectRequest request) implements ServerEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onConnect(this);
    }
  }

  /** What the client said of itself behind connect; see {@link Introduction}. */
  record Introduced(Map<String, AmfValue> values) implements ServerEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onIntroduction(this);
    }
  }

  /**
   * Answer with acceptPublish or rejectPublish; until then media is held, within a limit.
   *
   * @param name cleaned, with its query; may be empty
   */
  record Publish(int streamId, RtmpName name) implements ServerEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onPublish(this);
    }
  }

  /** Answer with acceptPlay or rejectPlay. A live server takes every start value for live. */
  record Play(int streamId, RtmpName name) implements ServerEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onPlay(this);
    }
  }

  /**
   * Media of an accepted publisher.
   *
   * @param video otherwise audio
   * @param timestamp milliseconds modulo 2^32
   */
  record Media(int streamId, boolean video, long timestamp, ByteBuf payload)
      implements ServerEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onMedia(this);
    }

    @Override
    public void release() {
      payload.release();
    }
  }

  /**
   * Data of an accepted publisher, as players are to get it. The payload of a clearing one is
   * empty.
   */
  record Data(int streamId, DataMessage.Kind kind, long timestamp, ByteBuf payload)
      implements ServerEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onData(this);
    }

    @Override
    public void release() {
      payload.release();
    }
  }

  /**
   * The publisher said that it ends (FCUnpublish, closeStream, deleteStream), accepted or still
   * waiting.
   */
  record PublishEnded(int streamId) implements ServerEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onPublishEnded(this);
    }
  }

  /** The player said that it ends. */
  record PlayEnded(int streamId) implements ServerEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onPlayEnded(this);
    }
  }

  /** Already answered. After a resume the player needs headers again and starts at a key frame. */
  record Pause(int streamId, boolean paused) implements ServerEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onPause(this);
    }
  }

  /** receiveAudio, receiveVideo; already answered. */
  record Receive(int streamId, boolean video, boolean wanted) implements ServerEvent {
    @Override
    public void dispatch(Handler handler) {
      handler.onReceive(this);
    }
  }

  /** Input that has no effect, for counting: nothing is ever dropped in silence. */
  record Ignored(Reason reason) implements ServerEvent {
    /** Why. */
    public enum Reason {
      UNKNOWN_MESSAGE,
      UNKNOWN_COMMAND,
      MEDIA_WITHOUT_PUBLISH,
      BAD_DATA,
      TOO_MUCH_METADATA,
      EMPTY_MEDIA
    }

    @Override
    public void dispatch(Handler handler) {
      handler.onIgnored(this);
    }
  }
}
