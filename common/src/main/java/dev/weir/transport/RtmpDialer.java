package dev.weir.transport;

import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.ClientSession;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.tls.TlsContexts;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.TrustOptions;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Opens RTMP connections as a client. */
public final class RtmpDialer {
  private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
  private static final int TLS_TIMEOUT_MILLIS = 2_000;

  private final Vertx vertx;
  private final NetClient client;
  private final SessionSettings settings;
  private final Optional<DialTls> tls;

  /**
   * Without TLS.
   *
   * @param settings what each session is made with
   */
  public RtmpDialer(Vertx vertx, SessionSettings settings) {
    this(vertx, settings, Optional.empty());
  }

  /**
   * @param settings what each session is made with
   * @param tls present when all that is dialled speaks TLS
   */
  public RtmpDialer(Vertx vertx, SessionSettings settings, Optional<DialTls> tls) {
    this.vertx = vertx;
    this.settings = settings;
    this.tls = tls;
    NetClientOptions options =
        new NetClientOptions()
            .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    tls.ifPresent(with -> encrypt(options, with));
    this.client = vertx.createNetClient(options);
  }

  private static void encrypt(NetClientOptions options, DialTls tls) {
    options
        .setSsl(true)
        .setTrustOptions(TrustOptions.wrap(tls.trust()))
        // As browsers do: the certificate has to be that of the name that was dialled.
        .setHostnameVerificationAlgorithm("HTTPS")
        .setSslHandshakeTimeout(TLS_TIMEOUT_MILLIS)
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setEnabledSecureTransportProtocols(new LinkedHashSet<>(TlsContexts.PROTOCOLS));
    TlsContexts.CIPHERS.forEach(options::addEnabledCipherSuite);
  }

  /** Whether it speaks TLS. */
  public boolean isSecure() {
    return tls.isPresent();
  }

  /** Refuses a URL that asks for TLS where there is none, or the other way round. */
  public void require(RtmpUrl url) {
    if (url.secure() != isSecure()) {
      throw new IllegalArgumentException(
          url.secure() ? "rtmps:// needs TLS" : "rtmp:// is not for a dialler with TLS");
    }
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
    ConnectOptions options =
        new ConnectOptions()
            .setHost(host)
            .setPort(port)
            .setTimeout(connectMillis)
            // What the client was made with does not count here.
            .setSsl(isSecure());
    tls.filter(with -> !with.serverName().isEmpty())
        .ifPresent(with -> options.setSniServerName(with.serverName()));
    return client
        .connect(options)
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
