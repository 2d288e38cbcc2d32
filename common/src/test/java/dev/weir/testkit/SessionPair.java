package dev.weir.testkit;

import dev.weir.rtmp.session.ClientEvent;
import dev.weir.rtmp.session.ClientSession;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.ServerEvent;
import dev.weir.rtmp.session.ServerSession;
import dev.weir.rtmp.session.SessionSettings;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A client's and a server's session back to back: what one says, the other hears, in portions of a
 * chosen kind and at a time that only {@link #advance} moves. The test answers the server's
 * requests.
 *
 * <pre>
 * try (SessionPair pair = new SessionPair(target)) {
 *   pair.exchange();
 *   pair.server().acceptConnect(pair.nowNanos());
 *   pair.exchange();
 *   pair.expectServer(ServerEvent.Publish.class);
 * </pre>
 */
public final class SessionPair implements AutoCloseable {
  private final ByteSplitter splitter;
  private final ServerSession server;
  private final ClientSession client;
  private final Deque<ServerEvent> serverEvents = new ArrayDeque<>();
  private final Deque<ClientEvent> clientEvents = new ArrayDeque<>();
  private long nowNanos = TimeUnit.DAYS.toNanos(1);

  /** With default settings, and everything arriving whole. */
  public SessionPair(ClientTarget target) {
    this(target, SessionSettings.DEFAULT, ByteSplitter.whole());
  }

  /**
   * @param target what the client does
   * @param settings of both sides
   * @param splitter how bytes arrive
   */
  public SessionPair(ClientTarget target, SessionSettings settings, ByteSplitter splitter) {
    this.splitter = splitter;
    ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    this.server = new ServerSession(settings, allocator, new Random(1), nowNanos);
    this.client = new ClientSession(settings, target, allocator, new Random(2), nowNanos);
  }

  /** The server's half. */
  public ServerSession server() {
    return server;
  }

  /** The client's half. */
  public ClientSession client() {
    return client;
  }

  /** The time that both halves are told. */
  public long nowNanos() {
    return nowNanos;
  }

  /** Lets time pass; deadlines that pass with it end in the session's exception. */
  public void advance(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
    if (nowNanos - server.nextDeadlineNanos() >= 0) {
      server.handleTimeout(nowNanos);
    }
    if (nowNanos - client.nextDeadlineNanos() >= 0) {
      client.handleTimeout(nowNanos);
    }
  }

  /** Carries bytes to and fro until both sides have nothing more to say. */
  public void exchange() {
    boolean moved;
    do {
      moved = carry(client.pollOutput(), true) | carry(server.pollOutput(), false);
    } while (moved);
  }

  /** The server's next event, of this kind; whoever asks owns it. */
  public <T extends ServerEvent> T expectServer(Class<T> kind) {
    return kind.cast(serverEvents.remove());
  }

  /** The client's next event, of this kind; whoever asks owns it. */
  public <T extends ClientEvent> T expectClient(Class<T> kind) {
    return kind.cast(clientEvents.remove());
  }

  /** Events that the test has not asked for yet, on both sides. */
  public int openEvents() {
    return serverEvents.size() + clientEvents.size();
  }

  /** Through connect, and through publish or play, to where media flows; leaves no events. */
  public void start() {
    exchange();
    server.acceptConnect(nowNanos);
    exchange();
    if (serverEvents.getLast() instanceof ServerEvent.Publish publish) {
      server.acceptPublish(publish.streamId(), nowNanos);
    } else if (serverEvents.getLast() instanceof ServerEvent.Play play) {
      server.acceptPlay(play.streamId(), play.name().path());
    }
    exchange();
    releaseEvents();
  }

  @Override
  public void close() {
    releaseEvents();
    server.close();
    client.close();
  }

  private boolean carry(ByteBuf bytes, boolean toServer) {
    if (bytes == null) {
      return false;
    }
    byte[] whole = ByteBufUtil.getBytes(bytes);
    bytes.release();
    for (byte[] part : splitter.split(whole)) {
      ByteBuf in = ByteBufAllocator.DEFAULT.directBuffer(part.length).writeBytes(part);
      if (toServer) {
        server.receive(in, nowNanos);
      } else {
        client.receive(in, nowNanos);
      }
    }
    for (ServerEvent event; (event = server.pollEvent()) != null; ) {
      serverEvents.add(event);
    }
    for (ClientEvent event; (event = client.pollEvent()) != null; ) {
      clientEvents.add(event);
    }
    return true;
  }

  private void releaseEvents() {
    serverEvents.forEach(ServerEvent::release);
    serverEvents.clear();
    clientEvents.forEach(ClientEvent::release);
    clientEvents.clear();
  }
}
