package dev.weir.transport;

import dev.weir.rtmp.RtmpException;
import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientSession;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that we dialled: pumps bytes from the socket through its session to its handler, and
 * back.
 */
public final class ClientConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
  private static final long SWEEP_MILLIS = 200;

  private final ClientSession session;
  private final ClientHandler handler;
  private final RtmpSocket socket;
  private final long sweeper;
  private final Vertx vertx;
  private CloseReason reason = CloseReason.PEER;
  private boolean gone;

  /**
   * Vert.x closes what a client dialled thirty seconds after the client was collected, so it must
   * live as long as its connections.
   */
  @SuppressWarnings("unused")
  private final RtmpDialer dialer;

  ClientConnection(
      RtmpDialer dialer,
      Vertx vertx,
      NetSocket netSocket,
      ClientSession session,
      ClientHandler handler) {
    this.dialer = dialer;
    this.vertx = vertx;
    this.session = session;
    this.handler = handler;
    this.socket = RtmpSocket.attach(netSocket, new Pump(), PeerPatience.NODE_USER_TIMEOUT_MILLIS);
    this.sweeper = vertx.setPeriodic(SWEEP_MILLIS, id -> sweep());
    send();
  }

  /** For counters and for media that was encoded elsewhere. */
  public RtmpSocket socket() {
    return socket;
  }

  /**
   * Uses the session and queues what it says; {@link #flush()} sends it. On the connection's event
   * loop.
   */
  public void use(Consumer<ClientSession> use) {
    if (!gone) {
      use.accept(session);
      queue();
    }
  }

  /** Sends what is queued. */
  public void flush() {
    socket.flush();
  }

  /** Asks the server for a sign of life. */
  public void ping() {
    use(session -> session.ping(System.nanoTime()));
    flush();
  }

  /** Ends publish or play in good form, then closes. */
  public void finish() {
    use(ClientSession::end);
    breakOff(new CloseReason(CloseReason.Kind.ENDED, ""));
  }

  /**
   * Sends what is queued, then closes, without a word to the server that this was all: it waits for
   * more, as when the connection breaks.
   */
  public void breakOff(CloseReason why) {
    if (!gone) {
      reason = why;
      socket.finish();
    }
  }

  /** Closes now; what is queued is lost. */
  public void close(CloseReason why) {
    if (!gone) {
      reason = why;
      socket.close();
    }
  }

  private void sweep() {
    try {
      session.handleTimeout(System.nanoTime());
    } catch (RtmpException e) {
      fail(e);
    }
  }

  private void drain() {
    for (ClientEvent event; !gone && (event = session.pollEvent()) != null; ) {
      event.dispatch(handler);
    }
  }

  private void queue() {
    ByteBuf out = session.pollOutput();
    if (out != null) {
      socket.write(out);
    }
  }

  private void send() {
    queue();
    socket.flush();
  }

  private void fail(RtmpException e) {
    LOG.warn("upstream-error peer={} {}", socket.remoteAddress(), e.getMessage());
    close(new CloseReason(CloseReason.Kind.PROTOCOL, e.getMessage()));
  }

  private final class Pump implements RtmpSocket.Receiver {
    @Override
    public void onBytes(ByteBuf bytes) {
      try {
        session.receive(bytes, System.nanoTime());
        drain();
      } catch (RtmpException e) {
        drain();
        fail(e);
      } catch (RuntimeException e) {
        LOG.error("connection-failed peer={}", socket.remoteAddress(), e);
        close(new CloseReason(CloseReason.Kind.FAILURE, String.valueOf(e.getMessage())));
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
      vertx.cancelTimer(sweeper);
      session.close();
      handler.onClosed(reason.orBecauseOf(failure));
    }
  }
}
