package dev.weir.transport;

import dev.weir.stream.MergeControl;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
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
import java.util.function.Function;
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

  private final ListenerSettings settings;
  private final AdmissionControl admission;
  private final TransportObserver observer;
  private final Function<ServerConnection, ServerHandler> handlers;
  private final RtmpListener listener;

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
    NetServerOptions options =
        new NetServerOptions()
            .setHost(settings.host())
            // To Vert.x, 0 is a port of its own for each instance, and -1 a free one that they
            // share.
            .setPort(settings.port() == 0 ? -1 : settings.port())
            .setAcceptBacklog(settings.backlog())
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setReuseAddress(true);
    NetServer server = vertx.createNetServer(options).connectHandler(this::accept);
    return server.listen().onSuccess(listening -> listener.joined(context, load, listening));
  }

  /** Vert.x would close them too, but not once the server has stopped to accept. */
  @Override
  public Future<?> stop() {
    CloseReason leaving = new CloseReason(CloseReason.Kind.SHUTDOWN, "the node stops");
    for (ServerConnection connection : pending.toArray(new ServerConnection[0])) {
      connection.close(leaving);
    }
    for (Set<ServerConnection> turn : established) {
      for (ServerConnection connection : turn.toArray(new ServerConnection[0])) {
        connection.close(leaving);
      }
    }
    return Future.succeededFuture();
  }

  private void accept(NetSocket socket) {
    String address = socket.remoteAddress() == null ? "" : socket.remoteAddress().hostAddress();
    String limit = admission.admit(address);
    if (limit != null) {
      observer.onRefused(limit);
      LOG.debug("connection-refused peer={} limit={}", address, limit);
      socket.close();
      return;
    }
    ServerConnection connection =
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
    socket.closeHandler(
        v -> {
          boolean wasEstablished = !pending.remove(connection);
          established.get(connection.hashCode() % SWEEPS_A_TICK).remove(connection);
          admission.closed(address, wasEstablished);
        });
  }

  private void sweep() {
    long now = System.nanoTime();
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
}
