package dev.weir.transport;

import dev.weir.metrics.TlsHandshake;
import dev.weir.stream.MergeControl;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop's share of a listener: accepts, and sweeps its connections for what time brings
 * about.
 */
final class ListenerLoop extends VerticleBase {
  private static final Logger LOG = LoggerFactory.getLogger(ListenerLoop.class);
  private static final long SWEEP_MILLIS = 100;
  private static final int SWEEPS_A_TICK = 10;
  private static final long LOAD_MILLIS = 50;
  private static final long WINDOW_MILLIS = 200;

  /**
   * To Vert.x, 0 is a free port for each instance, and each negative number one that all instances
   * share.
   */
  private static final int SHARED_PORT = -1;

  private static final int SHARED_SECURE_PORT = -2;

  private static final CloseReason LEAVING =
      new CloseReason(CloseReason.Kind.SHUTDOWN, "the node stops");

  private final ListenerSettings settings;
  private final AdmissionControl admission;
  private final TransportObserver observer;
  private final Function<ServerConnection, ServerHandler> handlers;
  private final RtmpListener listener;

  /** Without keys yet, in the order of their deadlines. */
  private final Set<Arrival> greeting = new LinkedHashSet<>();

  /** Not past connect; swept often, because their deadlines are short. */
  private final Set<ServerConnection> pending = new LinkedHashSet<>();

  private final List<Set<ServerConnection>> established = new ArrayList<>();
  private final LoopLoad load;
  private int sweeps;

  ListenerLoop(
      RtmpListener listener,
      ListenerSettings settings,
      AdmissionControl admission,
      TransportObserver observer,
      Function<ServerConnection, ServerHandler> handlers) {
    this.listener = listener;
    this.settings = settings;
    this.admission = admission;
    this.observer = observer;
    this.handlers = handlers;
    this.load =
        new LoopLoad(
            new MergeControl(settings.mergeMinMillis(), settings.mergeMaxMillis()),
            WINDOW_MILLIS,
            (millis, task) -> vertx.setTimer(millis, id -> task.run()));
    for (int i = 0; i < SWEEPS_A_TICK; i++) {
      established.add(new HashSet<>());
    }
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(SWEEP_MILLIS, id -> sweep());
    vertx.setPeriodic(LOAD_MILLIS, id -> load.onTick(System.nanoTime(), LOAD_MILLIS));
    return listen("rtmp", settings.host(), settings.port(), SHARED_PORT, this::accept)
        .onSuccess(plain -> listener.joined(context, load, plain))
        .compose(plain -> listenSecurely());
  }

  private Future<?> listenSecurely() {
    if (settings.secure().isEmpty()) {
      return Future.succeededFuture();
    }
    SecurePort port = settings.secure().get();
    return listen(
            "rtmps",
            port.host(),
            port.port(),
            SHARED_SECURE_PORT,
            socket -> acceptSecurely(socket, port))
        .onSuccess(listener::joinedSecurely);
  }

  private Future<NetServer> listen(
      String section, String host, int port, int freePort, Handler<NetSocket> accept) {
    NetServerOptions options =
        new NetServerOptions()
            .setHost(host)
            .setPort(port == 0 ? freePort : port)
            .setAcceptBacklog(settings.backlog())
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setReuseAddress(true);
    return vertx
        .createNetServer(options)
        .connectHandler(accept)
        .listen()
        .recover(e -> Future.failedFuture(ListenException.of(section, host, port, e)));
  }

  /** Vert.x would close them too, but not once the server has stopped to accept. */
  @Override
  public Future<?> stop() {
    for (Arrival arrival : greeting.toArray(new Arrival[0])) {
      arrival.socket.close();
    }
    for (ServerConnection connection : pending.toArray(new ServerConnection[0])) {
      connection.close(LEAVING);
    }
    for (Set<ServerConnection> turn : established) {
      for (ServerConnection connection : turn.toArray(new ServerConnection[0])) {
        connection.close(LEAVING);
      }
    }
    return Future.succeededFuture();
  }

  private void accept(NetSocket socket) {
    Arrival arrival = admit(socket);
    if (arrival != null) {
      arrival.open();
    }
  }

  private void acceptSecurely(NetSocket socket, SecurePort port) {
    Arrival arrival = admit(socket);
    if (arrival != null) {
      arrival.deadlineNanos =
          System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(port.handshakeMillis());
      greeting.add(arrival);
      TlsEntrance.stand(socket, port.certificates(), arrival::secured, arrival::unsecured);
    }
  }

  private @Nullable Arrival admit(NetSocket socket) {
    String address = socket.remoteAddress() == null ? "" : socket.remoteAddress().hostAddress();
    String limit = admission.admit(address);
    if (limit != null) {
      observer.onRefused(limit);
      LOG.debug("connection-refused peer={} limit={}", address, limit);
      socket.close();
      return null;
    }
    Arrival arrival = new Arrival(socket, address);
    socket.closeHandler(v -> arrival.left());
    return arrival;
  }

  private void sweep() {
    long now = System.nanoTime();
    for (Arrival arrival : greeting.toArray(new Arrival[0])) {
      if (now - arrival.deadlineNanos < 0) {
        break;
      }
      arrival.unsecured(new TlsEntrance.Failure(TlsHandshake.TIMED_OUT, "it took too long"));
      arrival.socket.close();
    }
    pending.removeIf(
        connection -> {
          connection.onSweep(now, false);
          boolean moved = connection.isEstablished();
          if (moved) {
            established.get(connection.hashCode() % SWEEPS_A_TICK).add(connection);
            admission.established();
          }
          return moved;
        });
    // A tenth of them at a time, so that a full loop has no long pause once a second; and a copy,
    // because a connection that is closed by the sweep removes itself.
    Set<ServerConnection> turn = established.get(++sweeps % SWEEPS_A_TICK);
    for (ServerConnection connection : turn.toArray(new ServerConnection[0])) {
      connection.onSweep(now, true);
    }
  }

  /** A socket that was let in, until it is closed. */
  private final class Arrival {
    private final NetSocket socket;
    private final String address;
    private long deadlineNanos;
    private @Nullable ServerConnection connection;

    Arrival(NetSocket socket, String address) {
      this.socket = socket;
      this.address = address;
    }

    void open() {
      connection =
          ServerConnection.open(
              context,
              load,
              socket,
              settings,
              PooledByteBufAllocator.DEFAULT,
              ThreadLocalRandom.current(),
              observer,
              handlers);
      pending.add(connection);
    }

    void secured() {
      greeting.remove(this);
      observer.onTlsHandshake(TlsHandshake.COMPLETED);
      open();
    }

    void unsecured(TlsEntrance.Failure failure) {
      if (greeting.remove(this)) {
        observer.onTlsHandshake(failure.result());
        LOG.atInfo()
            .addKeyValue("peer", socket.remoteAddress())
            .addKeyValue("result", failure.result())
            .addKeyValue("reason", failure.reason())
            .log("tls-handshake-failed");
      }
    }

    void left() {
      greeting.remove(this);
      boolean wasEstablished = false;
      if (connection != null) {
        wasEstablished = !pending.remove(connection);
        established.get(connection.hashCode() % SWEEPS_A_TICK).remove(connection);
      }
      admission.closed(address, wasEstablished);
    }
  }
}
