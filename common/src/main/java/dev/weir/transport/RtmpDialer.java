package dev.weir.transport;

import dev.weir.rtmp.session.ClientSession;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.SessionSettings;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Opens RTMP connections as a client. */
public final class RtmpDialer {
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

  private final Vertx vertx;
  private final NetClient client;
  private final SessionSettings settings;

  /**
   * @param settings what each session is made with
   */
  public RtmpDialer(Vertx vertx, SessionSettings settings) {
    this.vertx = vertx;
    this.settings = settings;
    this.client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true));
  }

  /**
   * Dials from an event loop, which is then the connection's.
   *
   * @param handlers makes the handler, given the connection that it will hear
   * @return fails when the peer does not answer; afterwards the handler hears everything
   */
  public Future<ClientConnection> dial(
      String host, int port, ClientTarget target, Function<Link, ClientHandler> handlers) {
    return dial(host, port, CONNECT_TIMEOUT_MILLIS, target, handlers);
  }

  /**
   * As {@link #dial(String, int, ClientTarget, Function)}, for those who would rather try again.
   *
   * @param connectMillis how long to wait for the peer to answer at all
   */
  public Future<ClientConnection> dial(
      String host,
      int port,
      int connectMillis,
      ClientTarget target,
      Function<Link, ClientHandler> handlers) {
    return client
        .connect(new ConnectOptions().setHost(host).setPort(port).setTimeout(connectMillis))
        .map(
            socket -> {
              ClientSession session =
                  new ClientSession(
                      settings,
                      target,
                      PooledByteBufAllocator.DEFAULT,
                      ThreadLocalRandom.current(),
                      System.nanoTime());
              Link link = new Link();
              link.connection =
                  new ClientConnection(this, vertx, socket, session, handlers.apply(link));
              return link.connection;
            });
  }

  /** Closes the client; open connections close too. */
  public Future<Void> close() {
    return client.close();
  }

  /** Leads a handler to its connection, which does not exist yet when the handler is made. */
  public static final class Link {
    private ClientConnection connection;

    /** The connection; not to be asked for in the handler's constructor. */
    public ClientConnection connection() {
      return connection;
    }
  }
}
