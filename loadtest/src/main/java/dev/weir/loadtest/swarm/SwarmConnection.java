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
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A connection from its first byte until publish or play is asked for, and what any connection owes
 * its server afterwards: acknowledgements and answers to pings. Lives on one event loop.
 */
abstract sealed class SwarmConnection extends ChannelInboundHandlerAdapter
    implements ChunkSkimmer.Sink permits SwarmPlayer, PublishLink {
  /** Largest chunk that every known server takes. */
  static final int CHUNK = 65_536;

  private static final double CONNECT = 1;
  private static final double CREATE_STREAM = 2;
  private static final int DEFAULT_CHUNK = 128;
  private static final int PING = RtmpMessage.UserControl.PING_REQUEST;
  private static final int PONG = RtmpMessage.UserControl.PING_RESPONSE;
  private static final MessageDecoder DECODER = new MessageDecoder(RtmpLimits.DEFAULT);

  private final RtmpUrl url;
  private final ChunkSkimmer skimmer = new ChunkSkimmer(this);
  private ClientHandshake handshake;
  private MessageEncoder encoder;
  private Channel channel;
  private long bytes;
  private long acknowledged;
  private long window;
  private String closeReason;

  SwarmConnection(RtmpUrl url) {
    this.url = url;
  }

  /** The message stream is there: time to ask for publish or play. */
  abstract void onStream(int streamId);

  /** A status that is no refusal, by its code. */
  abstract void onStatus(String code);

  /** A message that is media. */
  abstract void onMedia(int type, int length, byte[] head, int kept);

  /** One of the steps on the way there. */
  abstract void onStep(Step step);

  /** The connection is gone, or was never made; once. */
  abstract void onGone(String reason);

  /** See {@link #onStep}. */
  enum Step {
    TCP,
    HANDSHAKE,
    CONNECTED
  }

  final RtmpUrl url() {
    return url;
  }

  /** Null until TCP is connected. */
  final Channel channel() {
    return channel;
  }

  /** Bytes received. */
  final long bytes() {
    return bytes;
  }

  final boolean isGone() {
    return closeReason != null;
  }

  /** Ends the connection for a reason of our own. */
  final void end(String reason) {
    if (closeReason == null) {
      closeReason = reason;
      onGone(reason);
    }
    if (channel != null) {
      channel.close();
    }
  }

  /** Sends a command. */
  final void command(int streamId, String name, double transaction, AmfValue... arguments) {
    ByteBuf out = channel.alloc().buffer();
    encoder.command(out, streamId, name, transaction, arguments);
    channel.writeAndFlush(out, channel.voidPromise());
  }

  @Override
  public final void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    if (isGone()) {
      channel.close();
      return;
    }
    onStep(Step.TCP);
    encoder = new MessageEncoder(channel.alloc(), DEFAULT_CHUNK);
    handshake = new ClientHandshake(HandshakeScheme.SIMPLE, ThreadLocalRandom.current(), 0);
    ByteBuf out = channel.alloc().buffer();
    handshake.start(out);
    channel.writeAndFlush(out, channel.voidPromise());
  }

  @Override
  public final void channelRead(ChannelHandlerContext context, Object message) {
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
  public final void channelInactive(ChannelHandlerContext context) {
    end("closed by the server");
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    end(String.valueOf(cause.getMessage()));
  }

  @Override
  public final void onMessage(int type, int length, byte[] head, int kept) {
    switch (type) {
      case MessageType.AUDIO, MessageType.VIDEO -> onMedia(type, length, head, kept);
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
    if (!handshake.receive(in, out)) {
      out.release();
      return false;
    }
    handshake = null;
    onStep(Step.HANDSHAKE);
    encoder.setChunkSize(out, CHUNK);
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    properties.put("app", AmfValue.of(url.app()));
    properties.put("flashVer", AmfValue.of("LNX 9,0,124,2"));
    properties.put("tcUrl", AmfValue.of(url.tcUrl()));
    properties.put("fpad", AmfValue.of(false));
    properties.put("capabilities", AmfValue.of(15));
    properties.put("audioCodecs", AmfValue.of(4071));
    properties.put("videoCodecs", AmfValue.of(252));
    properties.put("videoFunction", AmfValue.of(1));
    encoder.command(out, 0, "connect", CONNECT, new AmfValue.Obj(properties));
    channel.writeAndFlush(out, channel.voidPromise());
    return true;
  }

  private void onCommand(RtmpMessage.Command command) {
    Map<String, AmfValue> information = command.argument(1).asProperties();
    String code = information.getOrDefault("code", AmfValue.UNDEFINED).asText("");
    switch (command.name()) {
      case "_result" -> {
        if (command.transaction() == CONNECT) {
          onStep(Step.CONNECTED);
          command(0, "createStream", CREATE_STREAM, AmfValue.NULL);
        } else if (command.transaction() == CREATE_STREAM) {
          onStream((int) command.argument(1).asNumber(1));
        }
      }
      case "_error" -> end("refused: " + code);
      case "onStatus" -> {
        if (information.getOrDefault("level", AmfValue.UNDEFINED).asText("").equals("error")) {
          end("refused: " + code);
        } else {
          onStatus(code);
        }
      }
      default -> {
        // onBWDone and the like ask for nothing.
      }
    }
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
