package dev.weir.loadtest.swarm;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.chunk.RawMessage;
import dev.weir.rtmp.handshake.ClientHandshake;
import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.message.MessageDecoder;
import dev.weir.rtmp.message.MessageEncoder;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.RtmpMessage;
import dev.weir.rtmp.message.StatusCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A connection: handshake, connect, and what any connection owes its server afterwards, which is
 * acknowledgements and answers to pings. What goes over it is the business of the part that takes
 * it. {@link SwarmLoop} opens it; all methods are called on its event loop.
 */
public final class SwarmConnection extends ChannelInboundHandlerAdapter
    implements ChunkSkimmer.Sink {
  /** Largest chunk that every known server takes. */
  static final int CHUNK = 65_536;

  private static final double CONNECT = 1;
  private static final double CREATE_STREAM = 2;
  private static final int DEFAULT_CHUNK = 128;
  private static final int PING = RtmpMessage.UserControl.PING_REQUEST;
  private static final int PONG = RtmpMessage.UserControl.PING_RESPONSE;
  private static final MessageDecoder DECODER = new MessageDecoder(RtmpLimits.DEFAULT);

  /** Enhanced RTMP's {@code capsEx}: goes on elsewhere when it is asked to. */
  private static final int CAN_RECONNECT = 1;

  /** What a connection is for. */
  interface Part {
    /** The message stream that was asked for is there. */
    void onStream(int streamId);

    /** A status that is no refusal, by its code. */
    void onStatus(String code);

    /** A message that is media. */
    void onMedia(int type, int length, byte[] head, int kept);

    /** The server asks to go elsewhere, to the same name below this URL. */
    void onReconnectRequest(String tcUrl);

    /** The connection is gone; once. */
    void onGone(String reason);
  }

  private final RtmpUrl url;
  private final ConnectionListener listener;
  private final SharedReceive receive;
  private final boolean movable;
  private final ChunkSkimmer skimmer = new ChunkSkimmer(this);
  private final long openedNanos = System.nanoTime();
  private Part part;
  private ClientHandshake handshake;
  private MessageEncoder encoder;
  private Channel channel;
  private long bytes;
  private long acknowledged;
  private long window;
  private boolean connected;
  private boolean asked;
  private String code = "";
  private String description = "";
  private String closeReason;

  /**
   * @param receive what it reads into; null for a buffer of its own
   * @param movable whether it announces that it goes elsewhere on request
   */
  SwarmConnection(
      RtmpUrl url, ConnectionListener listener, SharedReceive receive, boolean movable) {
    this.url = url;
    this.listener = listener;
    this.receive = receive;
    this.movable = movable;
  }

  /** Where it goes; the stream's name in it is a part's business. */
  public RtmpUrl url() {
    return url;
  }

  /** When it was told to connect, by {@link System#nanoTime()}. */
  public long openedNanos() {
    return openedNanos;
  }

  /** Bytes received. */
  public long bytes() {
    return bytes;
  }

  /** Whether the application took it and it is not gone. */
  public boolean isReady() {
    return connected && !isGone();
  }

  /** Whether it ended, for whatever reason. */
  public boolean isGone() {
    return closeReason != null;
  }

  /** Why it ended; null while it has not. */
  public String closeReason() {
    return closeReason;
  }

  /** The last status code that the server sent; empty for none. */
  public String code() {
    return code;
  }

  /** The server's words to that; may be empty. */
  public String description() {
    return description;
  }

  /** Ends it for a reason of our own; only the first one counts. */
  public void end(String reason) {
    if (closeReason == null) {
      closeReason = reason;
      if (part != null) {
        part.onGone(reason);
      }
      listener.onGone(this, reason);
    }
    if (channel != null) {
      channel.close();
    }
  }

  /** Null until TCP is connected. */
  Channel channel() {
    return channel;
  }

  /** Limits and permits reads; null for a connection with a buffer of its own. */
  SharedReceive receive() {
    return receive;
  }

  /** From now on it is for this; asks for a message stream as soon as that is possible. */
  void take(Part taker) {
    part = taker;
    if (isGone()) {
      part.onGone(closeReason);
    } else {
      askForStream();
    }
  }

  private void askForStream() {
    if (connected && part != null && !asked) {
      asked = true;
      command(0, "createStream", CREATE_STREAM, AmfValue.NULL);
    }
  }

  /** Sends a command. */
  void command(int streamId, String name, double transaction, AmfValue... arguments) {
    ByteBuf out = channel.alloc().buffer();
    encoder.command(out, streamId, name, transaction, arguments);
    channel.writeAndFlush(out, channel.voidPromise());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    if (isGone()) {
      channel.close();
      return;
    }
    listener.onTcp(this);
    encoder = new MessageEncoder(channel.alloc(), DEFAULT_CHUNK);
    handshake = new ClientHandshake(HandshakeScheme.SIMPLE, ThreadLocalRandom.current(), 0);
    ByteBuf out = channel.alloc().buffer();
    handshake.start(out);
    channel.writeAndFlush(out, channel.voidPromise());
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      bytes += in.readableBytes();
      if (!isGone() && (handshake == null || shakeHands(in))) {
        skimmer.feed(in);
        acknowledge();
      }
    } catch (RtmpException e) {
      end(e.getMessage());
    } finally {
      in.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end("closed by the server");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(String.valueOf(cause.getMessage()));
  }

  @Override
  public void onMessage(int type, int length, byte[] head, int kept) {
    switch (type) {
      case MessageType.AUDIO, MessageType.VIDEO -> {
        if (part != null && !isGone()) {
          part.onMedia(type, length, head, kept);
        }
      }
      case MessageType.WINDOW_ACK_SIZE -> {
        if (kept >= 4) {
          window = ChunkSkimmer.integer(head, 0) & 0xFFFF_FFFFL;
        }
      }
      case MessageType.USER_CONTROL -> {
        if (kept >= 6 && head[0] == 0 && head[1] == PING) {
          ByteBuf out = channel.alloc().buffer();
          encoder.userControl(out, PONG, ChunkSkimmer.integer(head, 2));
          channel.writeAndFlush(out, channel.voidPromise());
        }
      }
      case MessageType.COMMAND_AMF0, MessageType.COMMAND_AMF3 -> {
        ByteBuf body = Unpooled.wrappedBuffer(head, 0, kept);
        if (DECODER.decode(new RawMessage(0, type, 0, 0, body))
            instanceof RtmpMessage.Command command) {
          onCommand(command);
        }
      }
      default -> {
        // Data and the rest count as bytes only.
      }
    }
  }

  private boolean shakeHands(ByteBuf in) {
    ByteBuf out = channel.alloc().buffer();
    boolean done = false;
    try {
      done = handshake.receive(in, out);
    } finally {
      if (!done) {
        out.release();
      }
    }
    if (done) {
      handshake = null;
      listener.onHandshake(this);
      encoder.setChunkSize(out, CHUNK);
      encoder.command(out, 0, "connect", CONNECT, new AmfValue.Obj(properties()));
      channel.writeAndFlush(out, channel.voidPromise());
    }
    return done;
  }

  private Map<String, AmfValue> properties() {
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    properties.put("app", AmfValue.of(url.app()));
    properties.put("flashVer", AmfValue.of("LNX 9,0,124,2"));
    properties.put("tcUrl", AmfValue.of(url.tcUrl()));
    properties.put("fpad", AmfValue.of(false));
    properties.put("capabilities", AmfValue.of(15));
    properties.put("audioCodecs", AmfValue.of(4071));
    properties.put("videoCodecs", AmfValue.of(252));
    properties.put("videoFunction", AmfValue.of(1));
    if (movable) {
      properties.put("capsEx", AmfValue.of(CAN_RECONNECT));
    }
    return properties;
  }

  private void onCommand(RtmpMessage.Command command) {
    Map<String, AmfValue> information = command.argument(1).asProperties();
    switch (command.name()) {
      case "_result" -> {
        note(information);
        onResult(command);
      }
      case "_error" -> {
        note(information);
        end("refused: " + code);
      }
      case "onStatus" -> onStatus(information);
      default -> {
        // onBWDone and the like ask for nothing.
      }
    }
  }

  private void onResult(RtmpMessage.Command command) {
    if (command.transaction() == CONNECT && !connected && !isGone()) {
      connected = true;
      listener.onConnected(this);
      askForStream();
    } else if (command.transaction() == CREATE_STREAM && part != null) {
      part.onStream((int) command.argument(1).asNumber(1));
    }
  }

  private void onStatus(Map<String, AmfValue> information) {
    String status = text(information, "code");
    if (text(information, "level").equals("error")) {
      note(information);
      end("refused: " + status);
    } else if (status.equals(StatusCode.CONNECT_RECONNECT_REQUEST.code())) {
      if (part != null && movable) {
        part.onReconnectRequest(text(information, "tcUrl"));
      }
    } else {
      note(information);
      if (part != null) {
        part.onStatus(status);
      }
    }
  }

  private void note(Map<String, AmfValue> information) {
    String status = text(information, "code");
    if (!status.isEmpty()) {
      code = status;
      description = text(information, "description");
    }
  }

  private static String text(Map<String, AmfValue> information, String key) {
    return information.getOrDefault(key, AmfValue.UNDEFINED).asText("");
  }

  private void acknowledge() {
    if (window > 0 && bytes - acknowledged >= window && channel.isActive()) {
      acknowledged = bytes;
      ByteBuf out = channel.alloc().buffer();
      encoder.control(out, MessageType.ACKNOWLEDGEMENT, bytes);
      channel.writeAndFlush(out, channel.voidPromise());
    }
  }
}
