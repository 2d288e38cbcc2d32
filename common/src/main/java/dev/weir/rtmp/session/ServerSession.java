package dev.weir.rtmp.session;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.handshake.HandshakeScheme;
import dev.weir.rtmp.handshake.ServerHandshake;
import dev.weir.rtmp.message.RtmpMessage;
import dev.weir.rtmp.message.StatusCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The server's half of a connection: handshake, connect, then any number of publish and play roles,
 * one a message stream. See the package for how it is driven.
 *
 * <p>Every method but {@link #close()} may throw {@link RtmpException} for what the peer did; the
 * session is then of no more use, its events up to there may still be polled, and it has to be
 * closed.
 */
public final class ServerSession implements AutoCloseable {
  private enum Phase {
    HANDSHAKE,
    CONNECT,
    CONNECT_PENDING,
    READY
  }

  private final SessionSettings settings;
  private final RtmpLimits limits;
  private final ByteBufAllocator allocator;
  private final MessageChannel channel;
  private final ServerReplies replies;
  private final ServerStreams streams;
  private final Queue<ServerEvent> events = new ArrayDeque<>();

  private ServerHandshake handshake;
  private HandshakeScheme scheme = HandshakeScheme.SIMPLE;
  private Phase phase = Phase.HANDSHAKE;
  private long deadlineNanos;
  private long lastNanos;
  private boolean failed;
  private ConnectRequest connect;

  /** Bytes that came while connect waited for its answer. */
  private ByteBuf backlog;

  /**
   * @param settings shared by all sessions of a node
   * @param allocator gives buffers for messages and output
   * @param random fills the handshake
   * @param nowNanos a monotonic clock's reading; the handshake's deadline counts from here
   */
  public ServerSession(
      SessionSettings settings, ByteBufAllocator allocator, RandomGenerator random, long nowNanos) {
    this.settings = settings;
    this.limits = settings.limits();
    this.allocator = allocator;
    this.channel = new MessageChannel(limits, allocator);
    this.replies = new ServerReplies(channel);
    this.streams = new ServerStreams(limits, replies, events);
    this.handshake = new ServerHandshake(random);
    this.deadlineNanos = nowNanos + millis(limits.handshakeMillis());
    this.lastNanos = nowNanos;
  }

  /**
   * Takes bytes off the wire.
   *
   * @param in taken over
   */
  public void receive(ByteBuf in, long nowNanos) {
    if (failed) {
      in.release();
      return;
    }
    lastNanos = nowNanos;
    channel.received(in.readableBytes());
    ByteBuf all = in;
    if (backlog != null) {
      // A buffer of its own that grows: only a peer that pipelines past connect comes here, and not
      // for long.
      all = backlog.writeBytes(in);
      in.release();
      backlog = null;
    }
    process(all, nowNanos);
  }

  /** The next event, or null. */
  public ServerEvent pollEvent() {
    return events.poll();
  }

  /** The next bytes to send, which the caller then owns, or null. */
  public ByteBuf pollOutput() {
    return channel.pollOutput();
  }

  /** When {@link #handleTimeout} wants to be called; {@link Long#MAX_VALUE} for never. */
  public long nextDeadlineNanos() {
    return lostItsRole() ? lastNanos : Math.min(deadlineNanos, streams.mediaDeadlineNanos());
  }

  /** Ends the session when a deadline has passed. */
  public void handleTimeout(long nowNanos) {
    lastNanos = nowNanos;
    if (lostItsRole()) {
      deadlineNanos = nowNanos + millis(limits.roleMillis());
      return;
    }
    if (nowNanos - deadlineNanos >= 0 && deadlineNanos != Long.MAX_VALUE) {
      throw new RtmpException(RtmpError.TIMEOUT, "no " + awaited() + " in time");
    }
    streams.checkMedia(nowNanos);
  }

  /** How the client shook hands. */
  public HandshakeScheme scheme() {
    return scheme;
  }

  /** What connect said; null before. */
  public ConnectRequest connect() {
    return connect;
  }

  /** Whether connect was accepted. */
  public boolean isConnected() {
    return phase == Phase.READY;
  }

  /** Answers {@link ServerEvent.Connect}. */
  public void acceptConnect(long nowNanos) {
    acceptConnect(nowNanos, Map.of());
  }

  /** Likewise, with more to say in the information object. */
  public void acceptConnect(long nowNanos, Map<String, AmfValue> more) {
    require(phase == Phase.CONNECT_PENDING);
    replies.connectAccepted(connect, settings, more);
    channel.connected();
    phase = Phase.READY;
    deadlineNanos = nowNanos + millis(limits.roleMillis());
    if (backlog != null) {
      ByteBuf waiting = backlog;
      backlog = null;
      process(waiting, nowNanos);
    }
  }

  /**
   * Answers {@link ServerEvent.Connect}; the caller closes the connection after the output went
   * out.
   */
  public void rejectConnect(StatusCode code, String description) {
    require(phase == Phase.CONNECT_PENDING);
    replies.connectRejected(connect, code, description);
  }

  /**
   * Answers {@link ServerEvent.Publish}: Publish.Start, and held media becomes events. No effect
   * once it ended.
   */
  public void acceptPublish(int streamId, long nowNanos) {
    streams.acceptPublish(streamId, nowNanos);
  }

  /**
   * Answers {@link ServerEvent.Publish}, or ends what was accepted before; OBS shows the
   * description.
   */
  public void rejectPublish(int streamId, StatusCode code, String description) {
    streams.rejectPublish(streamId, code, description);
  }

  /**
   * Answers {@link ServerEvent.Play}. Media goes out beside the session, in buffers that players
   * share.
   *
   * @return whether the player still waits
   */
  public boolean acceptPlay(int streamId, String name) {
    return acceptPlay(streamId, name, "");
  }

  /**
   * Likewise, for another node.
   *
   * @param clock see {@link ClientEvent.Started}; empty for none
   */
  public boolean acceptPlay(int streamId, String name, String clock) {
    return streams.acceptPlay(streamId, name, clock);
  }

  /** Answers {@link ServerEvent.Play}, or ends what was accepted before. */
  public void rejectPlay(int streamId, StatusCode code, String description) {
    streams.rejectPlay(streamId, code, description);
  }

  /** The stream is over for this player. */
  public void endPlay(int streamId, String name) {
    streams.endPlay(streamId, name);
  }

  /**
   * Asks the client to go on elsewhere; it is served here until it leaves. Nothing unless connect
   * was accepted. To be sent only to a client that {@link ConnectRequest#reconnects()}.
   *
   * @param tcUrl where, absolute or relative to the client's own; empty for the same again
   * @param description why, for people
   */
  public void requestReconnect(String tcUrl, String description) {
    if (phase == Phase.READY) {
      replies.reconnectRequest(tcUrl, description);
    }
  }

  /**
   * Tells that the connection is about to be closed from here. The caller then sends and closes.
   *
   * @param description why, for people
   */
  public void announceClose(String description) {
    if (phase == Phase.READY) {
      replies.status(0, StatusCode.CONNECT_CLOSED, description);
    }
  }

  /** Asks for a sign of life and keeps middleboxes from forgetting the connection. */
  public void ping(long nowNanos) {
    replies.userControl(
        RtmpMessage.UserControl.PING_REQUEST, TimeUnit.NANOSECONDS.toMillis(nowNanos));
  }

  /** Whether the client ever answered a ping; some never do. */
  public boolean answersPings() {
    return channel.answersPings();
  }

  /** Releases everything that is held, events that nobody polled among it. */
  @Override
  public void close() {
    channel.close();
    streams.close();
    for (ServerEvent event; (event = events.poll()) != null; ) {
      event.release();
    }
    if (backlog != null) {
      backlog.release();
      backlog = null;
    }
  }

  /**
   * Our own side refused or ended the last role, which is told without a time: the wait for another
   * one begins at the next timeout, and that is due at once.
   */
  private boolean lostItsRole() {
    return phase == Phase.READY && deadlineNanos == Long.MAX_VALUE && !streams.hasRole();
  }

  private void process(ByteBuf in, long nowNanos) {
    try {
      if (phase == Phase.HANDSHAKE) {
        shakeHands(in, nowNanos);
      }
      if (phase == Phase.CONNECT || phase == Phase.READY) {
        readMessages(in, nowNanos);
      }
      if (phase == Phase.CONNECT_PENDING && in.isReadable()) {
        keep(in);
      }
    } catch (RtmpException e) {
      failed = true;
      throw e;
    } finally {
      in.release();
    }
  }

  private void shakeHands(ByteBuf in, long nowNanos) {
    if (handshake.receive(in, channel.out())) {
      scheme = handshake.scheme();
      handshake = null;
      phase = Phase.CONNECT;
      deadlineNanos = nowNanos + millis(limits.connectMillis());
    }
  }

  private void readMessages(ByteBuf in, long nowNanos) {
    // Phase changes to CONNECT_PENDING inside; what follows connect is then read after the answer.
    while (phase != Phase.CONNECT_PENDING) {
      RtmpMessage message = channel.next(in, nowNanos);
      if (message == null) {
        return;
      }
      dispatch(message, nowNanos);
    }
  }

  private void keep(ByteBuf in) {
    int limit = 4 * limits.preConnectMessageBytes();
    if (in.readableBytes() > limit) {
      throw new RtmpException(
          RtmpError.TOO_MUCH_STATE, "more than " + limit + " bytes behind connect");
    }
    backlog = allocator.buffer(in.readableBytes()).writeBytes(in);
  }

  private void dispatch(RtmpMessage message, long nowNanos) {
    if (message instanceof RtmpMessage.Media media) {
      streams.media().onMedia(media, nowNanos);
    } else if (message instanceof RtmpMessage.Command command) {
      onCommand(command, nowNanos);
    } else if (message instanceof RtmpMessage.Data data) {
      streams.media().onData(data, nowNanos, allocator);
    } else if (message instanceof RtmpMessage.Unknown) {
      events.add(new ServerEvent.Ignored(ServerEvent.Ignored.Reason.UNKNOWN_MESSAGE));
    }
  }

  private void onCommand(RtmpMessage.Command command, long nowNanos) {
    if (command.name().equals("connect")) {
      if (phase != Phase.CONNECT) {
        throw new RtmpException(RtmpError.BAD_STATE, "connect twice");
      }
      connect = ConnectRequest.of(command);
      phase = Phase.CONNECT_PENDING;
      deadlineNanos = nowNanos + millis(limits.connectMillis());
      events.add(new ServerEvent.Connect(connect));
      return;
    }
    if (phase != Phase.READY) {
      throw new RtmpException(RtmpError.BAD_STATE, "a command before connect");
    }
    streams.onCommand(command);
    deadlineNanos =
        streams.hasRole()
            ? Long.MAX_VALUE
            : deadlineNanos == Long.MAX_VALUE
                ? nowNanos + millis(limits.roleMillis())
                : deadlineNanos;
  }

  private String awaited() {
    return switch (phase) {
      case HANDSHAKE -> "end of the handshake";
      case CONNECT -> "connect";
      case CONNECT_PENDING -> "answer to connect";
      case READY -> "publish or play";
    };
  }

  private static void require(boolean expected) {
    if (!expected) {
      throw new IllegalStateException("nothing to answer");
    }
  }

  private static long millis(int count) {
    return TimeUnit.MILLISECONDS.toNanos(count);
  }
}
