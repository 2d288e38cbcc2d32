package dev.weir.rtmp.message;

import dev.weir.amf.AmfValue;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * A message with its body read. Those that carry a {@link ByteBuf} own one count of it, which
 * passes to whoever takes the message.
 */
public sealed interface RtmpMessage {

  /** Calls the handler's method for this kind. */
  void dispatch(Handler handler);

  /** One method a kind, so that a new kind breaks every caller at compile time. */
  interface Handler {
    void onSetChunkSize(SetChunkSize message);

    void onAbort(Abort message);

    void onAcknowledgement(Acknowledgement message);

    void onUserControl(UserControl message);

    void onWindowAckSize(WindowAckSize message);

    void onSetPeerBandwidth(SetPeerBandwidth message);

    void onMedia(Media message);

    void onData(Data message);

    void onCommand(Command message);

    void onAggregate(Aggregate message);

    void onUnknown(Unknown message);
  }

  /**
   * 5.4.1. Takes effect with the next chunk.
   *
   * @param size 1 to 0x7FFFFFFF bytes of payload a chunk
   */
  record SetChunkSize(int size) implements RtmpMessage {
    @Override
    public void dispatch(Handler handler) {
      handler.onSetChunkSize(this);
    }
  }

  /** 5.4.2. */
  record Abort(int chunkStreamId) implements RtmpMessage {
    @Override
    public void dispatch(Handler handler) {
      handler.onAbort(this);
    }
  }

  /**
   * 5.4.3.
   *
   * @param sequence bytes received so far, modulo 2^32; peers disagree on what it counts, so only
   *     statistics use it
   */
  record Acknowledgement(long sequence) implements RtmpMessage {
    @Override
    public void dispatch(Handler handler) {
      handler.onAcknowledgement(this);
    }
  }

  /**
   * 5.4.4, 7.1.7.
   *
   * @param event one of the constants below, or any other number, which means nothing
   * @param value message stream id, or a time for the pings; 0 when the body held none
   * @param extra milliseconds of {@link #SET_BUFFER_LENGTH}
   */
  record UserControl(int event, long value, long extra) implements RtmpMessage {
    public static final int STREAM_BEGIN = 0;
    public static final int STREAM_EOF = 1;
    public static final int STREAM_DRY = 2;
    public static final int SET_BUFFER_LENGTH = 3;
    public static final int STREAM_IS_RECORDED = 4;
    public static final int PING_REQUEST = 6;
    public static final int PING_RESPONSE = 7;

    @Override
    public void dispatch(Handler handler) {
      handler.onUserControl(this);
    }
  }

  /** 5.4.4: the peer wants an acknowledgement every {@code size} bytes. */
  record WindowAckSize(long size) implements RtmpMessage {
    @Override
    public void dispatch(Handler handler) {
      handler.onWindowAckSize(this);
    }
  }

  /**
   * 5.4.5.
   *
   * @param limit 0 hard, 1 soft, 2 dynamic
   */
  record SetPeerBandwidth(long window, int limit) implements RtmpMessage {
    @Override
    public void dispatch(Handler handler) {
      handler.onSetPeerBandwidth(this);
    }
  }

  /**
   * Audio or video.
   *
   * @param type {@link MessageType#AUDIO} or {@link MessageType#VIDEO}
   * @param timestamp milliseconds modulo 2^32
   */
  record Media(int type, int streamId, long timestamp, ByteBuf payload) implements RtmpMessage {
    @Override
    public void dispatch(Handler handler) {
      handler.onMedia(this);
    }
  }

  /** A data message; the payload is AMF0, the format byte of type 15 already gone. */
  record Data(int streamId, long timestamp, ByteBuf payload) implements RtmpMessage {
    @Override
    public void dispatch(Handler handler) {
      handler.onData(this);
    }
  }

  /**
   * A command.
   *
   * @param transaction 0 wants no reply; not a number, infinite and negative ones are read as 0
   * @param arguments what follows the transaction id; the first is the command object, mostly null
   */
  record Command(int streamId, String name, double transaction, List<AmfValue> arguments)
      implements RtmpMessage {
    public Command {
      arguments = List.copyOf(arguments);
    }

    /** The argument at a position, or {@link AmfValue#UNDEFINED}. */
    public AmfValue argument(int index) {
      return index < arguments.size() ? arguments.get(index) : AmfValue.UNDEFINED;
    }

    @Override
    public void dispatch(Handler handler) {
      handler.onCommand(this);
    }
  }

  /** 7.1.6: several messages in one; {@link AggregateReader} takes it apart. */
  record Aggregate(int streamId, long timestamp, ByteBuf payload) implements RtmpMessage {
    @Override
    public void dispatch(Handler handler) {
      handler.onAggregate(this);
    }
  }

  /**
   * Shared objects, types that nobody defined, and commands without a single byte. Without a body:
   * there is nothing to do with it.
   */
  record Unknown(int type) implements RtmpMessage {
    @Override
    public void dispatch(Handler handler) {
      handler.onUnknown(this);
    }
  }
}
