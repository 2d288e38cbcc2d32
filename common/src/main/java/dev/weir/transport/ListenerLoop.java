package dev.weir.transport;

import dev.weir.stream.MergeControl;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/**
 * One event loop's share of a listener: accepts, and sweeps its connections for what time brings
 * about.
 */
final class ListenerLoop extends VerticleBase {
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
  private final TransportObserver observer;
  private final Function<ServerConnection, ServerHandler> handlers;
  private final RtmpListener listener;
  private final Doorway doorway;

  /** Not past connect; swept often, because their deadlines are short. */
  private final Map<ServerConnection, AdmissionControl.Ticket> pending = new LinkedHashMap<>();

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
    this.observer = observer;
    this.handlers = handlers;
    this.doorway = new Doorway(settings, admission, observer, this::open);
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
    return listen("rtmp", settings.host(), settings.port(), SHARED_PORT, doorway::accept)
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
            socket -> doorway.accept(socket, port))
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
    doorway.close();
    for (ServerConnection connection : pending.keySet().toArray(new ServerConnection[0])) {
      connection.close(LEAVING);
    }
    for (Set<ServerConnection> turn : established) {
      for (ServerConnection connection : turn.toArray(new ServerConnection[0])) {
        connection.close(LEAVING);
      }
    }
    return Future.succeededFuture();
  }

  private void open(NetSocket socket, SocketAddress peer, AdmissionControl.Ticket ticket) {
    ServerConnection connection =
        ServerConnection.open(
            context,
            load,
            socket,
            peer,
            settings,
            PooledByteBufAllocator.DEFAULT,
            ThreadLocalRandom.current(),
            observer,
            handlers);
    pending.put(connection, ticket);
    socket.closeHandler(
        v -> {
          pending.remove(connection);
          established.get(connection.hashCode() % SWEEPS_A_TICK).remove(connection);
          ticket.close();
        });
  }

  private void sweep() {
    long now = System.nanoTime();
    doorway.sweep(now);
    pending
        .entrySet()
        .removeIf(
            entry -> {
              ServerConnection connection = entry.getKey();
              connection.onSweep(now, false);
              boolean moved = connection.isEstablished();
              if (moved) {
                established.get(connection.hashCode() % SWEEPS_A_TICK).add(connection);
                entry.getValue().established();
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
}
