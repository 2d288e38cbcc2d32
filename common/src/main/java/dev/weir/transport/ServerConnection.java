package dev.weir.transport;

import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.session.ServerEvent;
import dev.weir.rtmp.session.ServerSession;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection: pumps bytes from the socket through its session to its handler, and the
 * session's answers back. The only place that catches {@link RtmpException}: it costs the peer this
 * connection and nobody anything else.
 */
public final class ServerConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ServerConnection.class);

  /** Replies and pings that a peer may leave unread; media has its own limits. */
  private static final int MAX_UNREAD_REPLIES = 1 << 20;

  private final Context context;
  private final LoopLoad load;
  private final RtmpSocket socket;
  private final ServerSession session;
  private final ServerHandler handler;
  private final TransportObserver observer;
  private final LifeSign lifeSign;
  private final int userTimeoutMillis;
  private CloseReason reason = CloseReason.PEER;
  private boolean gone;

  private ServerConnection(
      Context context,
      LoopLoad load,
      NetSocket netSocket,
      SocketAddress peer,
      ListenerSettings settings,
      ByteBufAllocator allocator,
      RandomGenerator random,
      TransportObserver observer,
      Function<ServerConnection, ServerHandler> handlers) {
    this.context = context;
    this.load = load;
    this.observer = observer;
    long now = System.nanoTime();
    this.lifeSign = new LifeSign(settings.patience(), now);
    this.session = new ServerSession(settings.session(), allocator, random, now);
    this.userTimeoutMillis = settings.patience().userTimeoutMillis();
    this.socket = RtmpSocket.attach(netSocket, peer, new Pump(), userTimeoutMillis);
    this.handler = handlers.apply(this);
  }

  static ServerConnection open(
      Context context,
      LoopLoad load,
      NetSocket socket,
      SocketAddress peer,
      ListenerSettings settings,
      ByteBufAllocator allocator,
      RandomGenerator random,
      TransportObserver observer,
      Function<ServerConnection, ServerHandler> handlers) {
    return new ServerConnection(
        context, load, socket, peer, settings, allocator, random, observer, handlers);
  }

  /** The event loop; the same object for all connections of a loop. */
  public Context context() {
    return context;
  }

  /** How busy the event loop is, and what it wants merged. */
  public LoopLoad load() {
    return load;
  }

  /** For media, which goes out beside the session. */
  public RtmpSocket socket() {
    return socket;
  }

  /** For reading; answers go through {@link #reply}. */
  public ServerSession session() {
    return session;
  }

  /**
   * Uses the session and sends what it answers. From the connection's event loop; nothing once
   * closed.
   */
  public void reply(Consumer<ServerSession> use) {
    if (gone || socket.isClosed()) {
      return;
    }
    try {
      use.accept(session);
      drain();
      send();
    } catch (RtmpException e) {
      fail(e);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** As {@link #reply}, from any thread. */
  public void replyLater(Consumer<ServerSession> use) {
    context.runOnContext(v -> reply(use));
  }

  /**
   * The peer is a node of the cluster: a cut that only its side sees, because acknowledgements are
   * all that is lost, has to be noticed as soon as one that the other side sees.
   */
  public void peerIsNode() {
    socket.userTimeout(Math.min(userTimeoutMillis, PeerPatience.NODE_USER_TIMEOUT_MILLIS));
  }

  /** Sends what is queued and closes. */
  public void finish(CloseReason why) {
    if (!gone) {
      reason = why;
      send();
      socket.finish();
    }
  }

  /** Closes now. */
  public void close(CloseReason why) {
    if (!gone) {
      reason = why;
      socket.close();
    }
  }

  void onSweep(long nowNanos, boolean tick) {
    if (gone || socket.isClosed()) {
      return;
    }
    try {
      if (nowNanos - session.nextDeadlineNanos() >= 0) {
        session.handleTimeout(nowNanos);
      }
      if (tick) {
        handler.onTick(nowNanos);
        look(nowNanos);
      }
    } catch (RtmpException e) {
      fail(e);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** A half-open connection says nothing by itself. */
  private void look(long nowNanos) {
    switch (lifeSign.check(socket.bytesIn(), session.answersPings(), nowNanos)) {
      case PING -> reply(talk -> talk.ping(nowNanos));
      case GONE -> close(new CloseReason(CloseReason.Kind.LOST, "no answer to a ping"));
      case FINE -> {
        // It lives, or its time is not up.
      }
    }
  }

  boolean isEstablished() {
    return session.isConnected();
  }

  private void drain() {
    for (ServerEvent event; !gone && (event = session.pollEvent()) != null; ) {
      event.dispatch(handler);
    }
  }

  private void send() {
    ByteBuf out = session.pollOutput();
    if (out != null) {
      socket.write(out);
      socket.flush();
      if (!session.isConnected() && socket.unsent() > MAX_UNREAD_REPLIES) {
        close(new CloseReason(CloseReason.Kind.STALLED, "reads none of its replies"));
      }
    }
  }

  private void fail(RtmpException e) {
    LOG.info("rtmp-error peer={} {}", socket.remoteAddress(), e.getMessage());
    observer.onProtocolError(e.error());
    finishWithout(new CloseReason(CloseReason.Kind.PROTOCOL, e.getMessage()));
  }

  private void fail(RuntimeException e) {
    LOG.error("connection-failed peer={}", socket.remoteAddress(), e);
    finishWithout(new CloseReason(CloseReason.Kind.FAILURE, String.valueOf(e.getMessage())));
  }

  /** Nobody waits for a peer that broke the protocol: no half-close, no reading on. */
  private void finishWithout(CloseReason why) {
    send();
    close(why);
  }

  private final class Pump implements RtmpSocket.Receiver {
    @Override
    public void onBytes(ByteBuf bytes) {
      observer.onBytesIn(bytes.readableBytes());
      try {
        session.receive(bytes, System.nanoTime());
        drain();
      } catch (RtmpException e) {
        drainAfterFailure();
        fail(e);
      } catch (RuntimeException e) {
        fail(e);
      }
    }

    @Override
    public void onReadComplete() {
      if (!gone) {
        send();
        handler.onReadComplete();
      }
    }

    @Override
    public void onClosed(Throwable failure) {
      gone = true;
      session.close();
      handler.onClosed(reason.orBecauseOf(failure));
    }

    /** What came whole before the error is still good. */
    private void drainAfterFailure() {
      try {
        drain();
        handler.onReadComplete();
      } catch (RuntimeException e) {
        LOG.error("connection-failed peer={}", socket.remoteAddress(), e);
      }
    }
  }
}
