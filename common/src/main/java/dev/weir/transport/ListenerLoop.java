package dev.weir.transport;

import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.LinkedHashSet;
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

  private final ListenerSettings settings;
  private final AdmissionControl admission;
  private final TransportObserver observer;
  private final Function<ServerConnection, ServerHandler> handlers;
  private final RtmpListener listener;

  /** Not past connect; swept often, because their deadlines are short. */
  private final Set<ServerConnection> pending = new LinkedHashSet<>();

  private final Set<ServerConnection> established = new LinkedHashSet<>();
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
  }

  @Override
  public Future<?> start() {
    vertx.setPeriodic(SWEEP_MILLIS, id -> sweep());
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
    return server.listen().onSuccess(listening -> listener.joined(context, listening));
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
    observer.onAccepted();
    ServerConnection connection =
        ServerConnection.open(
            context,
            socket,
            settings.session(),
            PooledByteBufAllocator.DEFAULT,
            ThreadLocalRandom.current(),
            observer,
            handlers);
    pending.add(connection);
    socket.closeHandler(
        v -> {
          boolean wasEstablished = !pending.remove(connection);
          established.remove(connection);
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
            established.add(connection);
            admission.established();
          }
          return moved;
        });
    if (++sweeps % SWEEPS_A_TICK == 0) {
      // A copy: a connection that is closed by the sweep removes itself.
      for (ServerConnection connection : established.toArray(new ServerConnection[0])) {
        connection.onSweep(now, true);
      }
    }
  }
}
