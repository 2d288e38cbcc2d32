package dev.weir.rtmp.session;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.handshake.ClientHandshake;
import dev.weir.rtmp.message.DataMessage;
import dev.weir.rtmp.message.MessageEncoder;
import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.message.RtmpMessage;
import dev.weir.rtmp.message.StatusCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The client's half of a connection, for one role: shakes hands, connects, creates a message
 * stream, publishes or plays. Edges pull and forward with it, and load tests are made of it. Driven
 * as the package says; the first output is there from the beginning.
 */
public final class ClientSession implements AutoCloseable {
  private enum Phase {
    HANDSHAKE,
    CONNECT,
    CREATE_STREAM,
    START,
    STARTED,
    OVER
  }

  private static final double CONNECT = 1;
  private static final double RELEASE_STREAM = 2;
  private static final double FC_PUBLISH = 3;
  private static final double CREATE_STREAM = 4;
  private static final double START = 5;
  private static final double UNPUBLISH = 6;
  private static final int PLAYER_BUFFER_MILLIS = 300;
  private static final int LIVE_ONLY = -1000;

  private final SessionSettings settings;
  private final RtmpLimits limits;
  private final ClientTarget target;
  private final ByteBufAllocator allocator;
  private final MessageChannel channel;
  private final ClientHandshake handshake;
  private final Queue<ClientEvent> events = new ArrayDeque<>();
  private Phase phase = Phase.HANDSHAKE;
  private long deadlineNanos;
  private int streamId;
  private boolean failed;

  /**
   * @param settings limits, chunk size, window
   * @param target what to do
   * @param allocator gives buffers for messages and output
   * @param random fills the handshake
   * @param nowNanos a monotonic clock's reading; deadlines count from here
   */
  public ClientSession(
      SessionSettings settings,
      ClientTarget target,
      ByteBufAllocator allocator,
      RandomGenerator random,
      long nowNanos) {
    this.settings = settings;
    this.limits = settings.limits();
    this.target = target;
    this.allocator = allocator;
    this.channel = new MessageChannel(limits, allocator);
    this.handshake = new ClientHandshake(target.handshake(), random, 0);
    this.deadlineNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(limits.handshakeMillis());
    handshake.start(channel.out());
  }

  /**
   * Takes bytes off the wire.
   *
   * @param in taken over
   */
  public void receive(ByteBuf in, long nowNanos) {
    try {
      if (!failed) {
        read(in, nowNanos);
      }
    } catch (RtmpException e) {
      failed = true;
      throw e;
    } finally {
      in.release();
    }
  }

  /** The next event, or null. */
  public ClientEvent pollEvent() {
    return events.poll();
  }

  /** The next bytes to send, which the caller then owns, or null. */
  public ByteBuf pollOutput() {
    return channel.pollOutput();
  }

  /** When {@link #handleTimeout} wants to be called; {@link Long#MAX_VALUE} for never. */
  public long nextDeadlineNanos() {
    return deadlineNanos;
  }

  /** Ends the session when the server took too long to answer. */
  public void handleTimeout(long nowNanos) {
    if (deadlineNanos != Long.MAX_VALUE && nowNanos - deadlineNanos >= 0) {
      throw new RtmpException(RtmpError.TIMEOUT, "no answer in phase " + phase);
    }
  }

  /** Whether publish or play was granted and has not ended. */
  public boolean isStarted() {
    return phase == Phase.STARTED;
  }

  /**
   * Sends a media or data message of a publisher.
   *
   * @param type {@link MessageType#AUDIO}, {@link MessageType#VIDEO} or {@link
   *     MessageType#DATA_AMF0}
   * @param payload stays the caller's
   */
  public void publish(int type, long timestamp, ByteBuf payload) {
    if (phase != Phase.STARTED) {
      throw new IllegalStateException("not publishing");
    }
    channel.encoder().media(channel.out(), type, streamId, timestamp, payload);
  }

  /** Asks for a sign of life; does nothing before connect. */
  public void ping(long nowNanos) {
    if (phase != Phase.HANDSHAKE) {
      channel
          .encoder()
          .userControl(
              channel.out(),
              RtmpMessage.UserControl.PING_REQUEST,
              TimeUnit.NANOSECONDS.toMillis(nowNanos));
    }
  }

  /** Ends the role in good form; the caller then sends the output and closes. */
  public void end() {
    if (phase == Phase.STARTED) {
      MessageEncoder encoder = channel.encoder();
      if (target.role() == ClientTarget.Role.PUBLISH) {
        encoder.command(
            channel.out(), 0, "FCUnpublish", UNPUBLISH, AmfValue.NULL, AmfValue.of(target.name()));
      }
      encoder.command(channel.out(), 0, "deleteStream", 0, AmfValue.NULL, AmfValue.of(streamId));
      phase = Phase.OVER;
    }
  }

  @Override
  public void close() {
    channel.close();
    for (ClientEvent event; (event = events.poll()) != null; ) {
      event.release();
    }
  }

  private void read(ByteBuf in, long nowNanos) {
    channel.received(in.readableBytes());
    if (phase == Phase.HANDSHAKE && handshake.receive(in, channel.out())) {
      events.add(new ClientEvent.HandshakeDone());
      sendConnect();
      enter(Phase.CONNECT, nowNanos);
    }
    if (phase != Phase.HANDSHAKE) {
      for (RtmpMessage message; (message = channel.next(in, nowNanos)) != null; ) {
        dispatch(message, nowNanos);
      }
    }
  }

  private void dispatch(RtmpMessage message, long nowNanos) {
    if (message instanceof RtmpMessage.Media media) {
      onMedia(media);
    } else if (message instanceof RtmpMessage.Data data) {
      onData(data);
    } else if (message instanceof RtmpMessage.Command command) {
      onCommand(command, nowNanos);
    }
  }

  /** Servers send headers before Play.Start too; before play and to a publisher nothing is due. */
  private boolean plays() {
    return target.role() == ClientTarget.Role.PLAY
        && (phase == Phase.START || phase == Phase.STARTED);
  }

  private void onMedia(RtmpMessage.Media media) {
    boolean video = media.type() == MessageType.VIDEO;
    // An empty audio message means silence; an empty picture means nothing.
    if (!plays() || (video && !media.payload().isReadable())) {
      media.payload().release();
    } else {
      events.add(new ClientEvent.Media(video, media.timestamp(), media.payload()));
    }
  }

  private void onData(RtmpMessage.Data data) {
    try {
      Optional<DataMessage> parsed =
          plays() ? DataMessage.parse(data.payload(), limits.amf()) : Optional.empty();
      if (parsed.isPresent()) {
        DataMessage message = parsed.get();
        boolean clears = message.kind() == DataMessage.Kind.CLEAR_METADATA;
        ByteBuf body = clears ? Unpooled.EMPTY_BUFFER : message.encode(allocator);
        events.add(new ClientEvent.Data(message.kind(), data.timestamp(), body));
      }
    } finally {
      data.payload().release();
    }
  }

  private void onCommand(RtmpMessage.Command command, long nowNanos) {
    switch (command.name()) {
      case "_result" -> onResult(command, nowNanos);
      case "_error" -> onError(command);
      case "onStatus" -> onStatus(command);
      case "close" -> over(new ClientEvent.Ended(StatusCode.CONNECT_CLOSED.code()));
      default -> {
        // onBWDone, onFCPublish and the like ask for nothing.
      }
    }
  }

  private void onResult(RtmpMessage.Command command, long nowNanos) {
    if (command.transaction() == CONNECT && phase == Phase.CONNECT) {
      channel.connected();
      introduce(command.argument(1).asProperties());
      events.add(new ClientEvent.Connected());
      createStream();
      enter(Phase.CREATE_STREAM, nowNanos);
    } else if (command.transaction() == CREATE_STREAM && phase == Phase.CREATE_STREAM) {
      streamId = streamId(command.argument(1).asNumber(0));
      start();
      enter(Phase.START, nowNanos);
    }
  }

  private static int streamId(double value) {
    int id = (int) value;
    if (id < 1 || id != value) {
      throw new RtmpException(RtmpError.BAD_COMMAND, "created message stream " + value);
    }
    return id;
  }

  private void onError(RtmpMessage.Command command) {
    boolean optional =
        command.transaction() == RELEASE_STREAM || command.transaction() == FC_PUBLISH;
    if (!optional && phase != Phase.STARTED) {
      Map<String, AmfValue> information = command.argument(1).asProperties();
      over(new ClientEvent.Refused(text(information, "code"), text(information, "description")));
    }
  }

  private void onStatus(RtmpMessage.Command command) {
    Map<String, AmfValue> information = command.argument(1).asProperties();
    String code = text(information, "code");
    String description = text(information, "description");
    boolean error = text(information, "level").equals("error");
    if (error) {
      over(new ClientEvent.Refused(code, description));
    } else if (code.equals(StatusCode.CONNECT_RECONNECT_REQUEST.code())) {
      String tcUrl = TcUrl.resolve(target.tcUrl(), text(information, "tcUrl"));
      events.add(new ClientEvent.ReconnectRequested(tcUrl, description));
    } else if (code.equals(StatusCode.PUBLISH_START.code())
        || code.equals(StatusCode.PLAY_START.code())) {
      begin(text(information, ClientEvent.Started.CLOCK));
    } else if (code.equals(StatusCode.PLAY_UNPUBLISH_NOTIFY.code())
        || code.equals(StatusCode.PLAY_STOP.code())) {
      over(new ClientEvent.Ended(code));
    } else {
      events.add(new ClientEvent.Status(code, description));
    }
  }

  private void begin(String clock) {
    if (phase == Phase.START) {
      phase = Phase.STARTED;
      deadlineNanos = Long.MAX_VALUE;
      events.add(new ClientEvent.Started(streamId, clock));
    }
  }

  private void over(ClientEvent last) {
    if (phase != Phase.OVER) {
      phase = Phase.OVER;
      deadlineNanos = Long.MAX_VALUE;
      events.add(last);
    }
  }

  private void sendConnect() {
    channel.encoder().setChunkSize(channel.out(), settings.chunkSize());
    Map<String, AmfValue> properties = new LinkedHashMap<>();
    properties.put("app", AmfValue.of(target.app()));
    // By these two servers tell who is going to publish; players in the field say neither.
    if (target.role() == ClientTarget.Role.PUBLISH) {
      properties.put("type", AmfValue.of("nonprivate"));
      properties.put("flashVer", AmfValue.of("FMLE/3.0 (compatible; Weir)"));
    } else {
      properties.put("flashVer", AmfValue.of("LNX 9,0,124,2 (compatible; Weir)"));
    }
    properties.put("tcUrl", AmfValue.of(target.tcUrl()));
    properties.putAll(target.properties());
    channel.encoder().command(channel.out(), 0, "connect", CONNECT, new AmfValue.Obj(properties));
  }

  /** Before it asks for anything: the server may not be the one that was meant. */
  private void introduce(Map<String, AmfValue> information) {
    Map<String, AmfValue> values = target.introduction().answer(information);
    if (!values.isEmpty()) {
      channel
          .encoder()
          .command(
              channel.out(), 0, Introduction.COMMAND, 0, AmfValue.NULL, new AmfValue.Obj(values));
    }
  }

  private void createStream() {
    MessageEncoder encoder = channel.encoder();
    ByteBuf out = channel.out();
    encoder.control(out, MessageType.WINDOW_ACK_SIZE, settings.window());
    if (target.role() == ClientTarget.Role.PUBLISH) {
      AmfValue name = AmfValue.of(target.name());
      encoder.command(out, 0, "releaseStream", RELEASE_STREAM, AmfValue.NULL, name);
      encoder.command(out, 0, "FCPublish", FC_PUBLISH, AmfValue.NULL, name);
    }
    encoder.command(out, 0, "createStream", CREATE_STREAM, AmfValue.NULL);
  }

  private void start() {
    MessageEncoder encoder = channel.encoder();
    ByteBuf out = channel.out();
    AmfValue name = AmfValue.of(target.name());
    if (target.role() == ClientTarget.Role.PUBLISH) {
      encoder.command(out, streamId, "publish", START, AmfValue.NULL, name, AmfValue.of("live"));
    } else {
      encoder.command(out, streamId, "play", START, AmfValue.NULL, name, AmfValue.of(LIVE_ONLY));
      encoder.bufferLength(out, streamId, PLAYER_BUFFER_MILLIS);
    }
  }

  private void enter(Phase next, long nowNanos) {
    phase = next;
    int limit =
        switch (next) {
          case CONNECT -> limits.connectMillis();
          // A play may be held until the stream appears.
          case START -> 6 * limits.roleMillis();
          default -> limits.roleMillis();
        };
    deadlineNanos = nowNanos + TimeUnit.MILLISECONDS.toNanos(limit);
  }

  private static String text(Map<String, AmfValue> properties, String name) {
    return properties.getOrDefault(name, AmfValue.UNDEFINED).asText("");
  }
}
