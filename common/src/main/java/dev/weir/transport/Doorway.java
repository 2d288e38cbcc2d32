package dev.weir.transport;

import dev.weir.access.AddressRange;
import dev.weir.metrics.ConnectionLimit;
import dev.weir.metrics.TlsHandshake;
import dev.weir.rtmp.RtmpError;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What every socket of an event loop comes through before it may speak RTMP: it is counted, the
 * balancer that it came by says for whom, it is counted for that one, and where the port has TLS it
 * gets keys.
 */
final class Doorway {
  /** Has the sockets that came through. */
  interface Inside {
    /**
     * One came through.
     *
     * @param client whose it is
     * @param ticket what it is counted in; to be closed with the socket
     */
    void onEntered(NetSocket socket, SocketAddress client, AdmissionControl.Ticket ticket);
  }

  private final ListenerSettings settings;
  private final AdmissionControl admission;
  private final TransportObserver observer;
  private final Inside inside;
  private final RefusalLog refusals = new RefusalLog();
  private final Set<Arrival> arrivals = new LinkedHashSet<>();

  Doorway(
      ListenerSettings settings,
      AdmissionControl admission,
      TransportObserver observer,
      Inside inside) {
    this.settings = settings;
    this.admission = admission;
    this.observer = observer;
    this.inside = inside;
  }

  /** A fresh socket of the plain port, before its first read. */
  void accept(NetSocket socket) {
    new Arrival(socket, Optional.empty()).begin();
  }

  /** A fresh socket of a port with TLS, before its first read. */
  void accept(NetSocket socket, SecurePort port) {
    new Arrival(socket, Optional.of(port)).begin();
  }

  /** Closes those who have not got keys in time. */
  void sweep(long nowNanos) {
    for (Arrival arrival : arrivals.toArray(new Arrival[0])) {
      arrival.expire(nowNanos);
    }
  }

  /** Closes all that have not come through yet. */
  void close() {
    for (Arrival arrival : arrivals.toArray(new Arrival[0])) {
      arrival.socket.close();
    }
  }

  private static String host(SocketAddress peer) {
    return peer == null ? "" : peer.hostAddress();
  }

  private final class Arrival implements ProxyPreface.Listener {
    private final NetSocket socket;
    private final Optional<SecurePort> secure;
    private final AdmissionControl.Ticket ticket = admission.ticket();

    /** The balancer, until it has said who the client is; null when nobody knows. */
    private SocketAddress peer;

    private boolean greeting;
    private long deadlineNanos;

    Arrival(NetSocket socket, Optional<SecurePort> secure) {
      this.socket = socket;
      this.secure = secure;
      this.peer = socket.remoteAddress();
    }

    void begin() {
      ConnectionLimit limit = ticket.enter();
      if (limit != null) {
        refuse(limit);
        return;
      }
      arrivals.add(this);
      socket.closeHandler(v -> leave());
      if (AddressRange.anyContains(settings.balancers(), host(peer))) {
        ProxyPreface.await(socket, settings.session().limits().handshakeMillis(), this);
      } else {
        onClient(peer);
      }
    }

    @Override
    public void onClient(SocketAddress client) {
      peer = client;
      ConnectionLimit limit = ticket.from(host(client));
      if (limit != null) {
        refuse(limit);
      } else if (secure.isPresent()) {
        greet(secure.get());
      } else {
        enter();
      }
    }

    @Override
    public void onNoPreface(String reason) {
      observer.onProtocolError(RtmpError.BAD_PROXY_HEADER);
      refusals.badPreface(reason, peer, System.nanoTime());
      socket.close();
    }

    private void greet(SecurePort port) {
      greeting = true;
      deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(port.handshakeMillis());
      TlsEntrance.stand(socket, port.certificates(), this::secured, this::unsecured);
    }

    private void secured() {
      if (greeting) {
        greeting = false;
        observer.onTlsHandshake(TlsHandshake.COMPLETED);
        enter();
      }
    }

    private void unsecured(TlsEntrance.Failure failure) {
      if (greeting) {
        greeting = false;
        observer.onTlsHandshake(failure.result());
        refusals.handshakeFailed(failure, peer, System.nanoTime());
      }
    }

    void expire(long nowNanos) {
      if (greeting && nowNanos - deadlineNanos >= 0) {
        unsecured(new TlsEntrance.Failure(TlsHandshake.TIMED_OUT, "it took too long"));
        socket.close();
      }
    }

    private void enter() {
      arrivals.remove(this);
      inside.onEntered(socket, peer, ticket);
    }

    private void refuse(ConnectionLimit limit) {
      leave();
      observer.onRefused(limit);
      refusals.refused(limit, peer, System.nanoTime());
      socket.close();
    }

    private void leave() {
      arrivals.remove(this);
      ticket.close();
    }
  }
}
