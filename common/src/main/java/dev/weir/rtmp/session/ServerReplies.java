package dev.weir.rtmp.session;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.message.MessageEncoder;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.RtmpMessage;
import dev.weir.rtmp.message.StatusCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The answers of a server, in the order and shape that clients in the field want. Each is appended
 * as one piece.
 */
final class ServerReplies {
  private static final String ON_STATUS = "onStatus";
  private static final int CAPABILITIES = 31;

  /** {@code |RtmpSampleAccess} true, true: Flash-like players show nothing without it. */
  private static final ByteBuf SAMPLE_ACCESS = sampleAccess();

  private final MessageChannel channel;

  ServerReplies(MessageChannel channel) {
    this.channel = channel;
  }

  void connectAccepted(
      ConnectRequest request, SessionSettings settings, Map<String, AmfValue> more) {
    MessageEncoder encoder = channel.encoder();
    ByteBuf out = channel.out();
    encoder.control(out, MessageType.WINDOW_ACK_SIZE, settings.window());
    encoder.peerBandwidth(out, settings.window());
    // Before the large reply: OBS fails on one that is longer than the chunk size it knows of.
    encoder.setChunkSize(out, settings.chunkSize());
    encoder.userControl(out, RtmpMessage.UserControl.STREAM_BEGIN, 0);
    encoder.command(
        out,
        0,
        "_result",
        request.transaction(),
        AmfValue.object("fmsVer", "FMS/3,0,1,123", "capabilities", CAPABILITIES),
        success(request, more));
  }

  /**
   * Of Enhanced RTMP only those hear who spoke of it: to all others the answer stays what old
   * clients have been reading for years. Where in the answer it belongs E-RTMP leaves open; clients
   * in the field look into the information object.
   */
  private static AmfValue success(ConnectRequest request, Map<String, AmfValue> more) {
    Map<String, AmfValue> information = new LinkedHashMap<>();
    information.put("level", AmfValue.of(StatusCode.CONNECT_SUCCESS.level()));
    information.put("code", AmfValue.of(StatusCode.CONNECT_SUCCESS.code()));
    information.put("description", AmfValue.of("Connection succeeded."));
    information.put("objectEncoding", AmfValue.of(request.objectEncoding()));
    if (EnhancedRtmp.spokenBy(request.properties())) {
      information.putAll(EnhancedRtmp.announcement());
    }
    information.putAll(more);
    return new AmfValue.Obj(information);
  }

  /** E-RTMP v2, "Reconnect Request": on the connection, not on a message stream. */
  void reconnectRequest(String tcUrl, String description) {
    StatusCode code = StatusCode.CONNECT_RECONNECT_REQUEST;
    Map<String, AmfValue> information = new LinkedHashMap<>();
    information.put("level", AmfValue.of(code.level()));
    information.put("code", AmfValue.of(code.code()));
    information.put("description", AmfValue.of(description));
    if (!tcUrl.isEmpty()) {
      information.put("tcUrl", AmfValue.of(tcUrl));
    }
    channel
        .encoder()
        .command(channel.out(), 0, ON_STATUS, 0, AmfValue.NULL, new AmfValue.Obj(information));
  }

  void connectRejected(ConnectRequest request, StatusCode code, String description) {
    error(request.transaction(), code, description);
  }

  void error(double transaction, StatusCode code, String description) {
    channel
        .encoder()
        .command(
            channel.out(), 0, "_error", transaction, AmfValue.NULL, information(code, description));
  }

  /**
   * A null {@code _result}; nothing when the command wanted no reply (Twitch closes on replies to
   * 0).
   */
  void result(RtmpMessage.Command command, AmfValue... values) {
    if (command.transaction() != 0) {
      AmfValue[] arguments = new AmfValue[values.length + 1];
      arguments[0] = AmfValue.NULL;
      System.arraycopy(values, 0, arguments, 1, values.length);
      channel.encoder().command(channel.out(), 0, "_result", command.transaction(), arguments);
    }
  }

  void status(int streamId, StatusCode code, String description) {
    status(streamId, code, description, "");
  }

  private void status(int streamId, StatusCode code, String description, String clock) {
    Map<String, AmfValue> information =
        new LinkedHashMap<>(information(code, description).asProperties());
    if (!clock.isEmpty()) {
      information.put(ClientEvent.Started.CLOCK, AmfValue.of(clock));
    }
    channel
        .encoder()
        .command(
            channel.out(), streamId, ON_STATUS, 0, AmfValue.NULL, new AmfValue.Obj(information));
  }

  /**
   * onFCPublish and onFCUnpublish; with the transaction 0, without which hardware encoders fail.
   */
  void notice(String name, StatusCode code, String description) {
    channel
        .encoder()
        .command(channel.out(), 0, name, 0, AmfValue.NULL, information(code, description));
  }

  void playAccepted(int streamId, String name, String clock) {
    userControl(RtmpMessage.UserControl.STREAM_BEGIN, streamId);
    status(streamId, StatusCode.PLAY_RESET, "Playing and resetting " + name + ".");
    status(streamId, StatusCode.PLAY_START, "Started playing " + name + ".", clock);
    channel.encoder().media(channel.out(), MessageType.DATA_AMF0, streamId, 0, SAMPLE_ACCESS);
  }

  /** Only when it really ends: ffmpeg and librtmp take any of these for the end of the file. */
  void playEnded(int streamId, String name) {
    status(streamId, StatusCode.PLAY_UNPUBLISH_NOTIFY, name + " is now unpublished.");
    userControl(RtmpMessage.UserControl.STREAM_EOF, streamId);
    status(streamId, StatusCode.PLAY_STOP, "Stopped playing " + name + ".");
  }

  void paused(int streamId, boolean paused) {
    if (paused) {
      status(streamId, StatusCode.PAUSE_NOTIFY, "Paused.");
      userControl(RtmpMessage.UserControl.STREAM_EOF, streamId);
    } else {
      status(streamId, StatusCode.UNPAUSE_NOTIFY, "Resumed.");
      userControl(RtmpMessage.UserControl.STREAM_BEGIN, streamId);
    }
  }

  void userControl(int event, long value) {
    channel.encoder().userControl(channel.out(), event, value);
  }

  private static AmfValue information(StatusCode code, String description) {
    return AmfValue.object("level", code.level(), "code", code.code(), "description", description);
  }

  private static ByteBuf sampleAccess() {
    ByteBuf body = Unpooled.buffer(32);
    Amf0Writer.write(body, AmfValue.of("|RtmpSampleAccess"), AmfValue.of(true), AmfValue.of(true));
    return body.asReadOnly();
  }
}
