package dev.weir.transport;

import dev.weir.access.AddressRange;
import dev.weir.metrics.ConnectionLimit;
import dev.weir.rtmp.RtmpError;
import dev.weir.stream.MergeControl;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
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
  private final Map<ServerConnection, AdmissionControl.Ticket> pending = new LinkedHashMap<>();

  private final List<Set<ServerConnection>> established = new ArrayList<>();
  private final LoopLoad load;
  private final RefusalLog refusals = new RefusalLog();
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
    for (ServerConnection connection : pending.keySet().toArray(new ServerConnection[0])) {
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
    SocketAddress peer = socket.remoteAddress();
    AdmissionControl.Ticket ticket = admission.ticket();
    ConnectionLimit limit = ticket.enter();
    if (limit != null) {
      refuse(socket, peer, ticket, limit);
    } else if (AddressRange.anyContains(settings.balancers(), host(peer))) {
      socket.closeHandler(v -> ticket.close());
      ProxyPreface.await(
          socket, settings.session().limits().handshakeMillis(), introduced(socket, ticket));
    } else {
      open(socket, peer, ticket);
    }
  }

  private ProxyPreface.Listener introduced(NetSocket socket, AdmissionControl.Ticket ticket) {
    return new ProxyPreface.Listener() {
      @Override
      public void onClient(SocketAddress client) {
        open(socket, client, ticket);
      }

      @Override
      public void onNoPreface(String reason) {
        observer.onProtocolError(RtmpError.BAD_PROXY_HEADER);
        LOG.atInfo()
            .addKeyValue("peer", socket.remoteAddress())
            .addKeyValue("error", RtmpError.BAD_PROXY_HEADER)
            .addKeyValue("detail", reason)
            .log("protocol-error");
        socket.close();
      }
    };
  }

  private void refuse(
      NetSocket socket, SocketAddress peer, AdmissionControl.Ticket ticket, ConnectionLimit limit) {
    ticket.close();
    observer.onRefused(limit);
    refusals.log(limit, peer, System.nanoTime());
    socket.close();
  }

  private static String host(SocketAddress peer) {
    return peer == null ? "" : peer.hostAddress();
  }

  private void open(NetSocket socket, SocketAddress peer, AdmissionControl.Ticket ticket) {
    ConnectionLimit limit = ticket.from(host(peer));
    if (limit != null) {
      refuse(socket, peer, ticket, limit);
      return;
    }
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
