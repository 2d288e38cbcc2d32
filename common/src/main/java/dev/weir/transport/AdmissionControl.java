package dev.weir.transport;

import dev.weir.access.IpAddress;
import dev.weir.access.Tally;
import dev.weir.metrics.ConnectionLimit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many sockets there are, in all and by address, so that a flood is refused before it costs a
 * handshake. For any event loop.
 */
final class AdmissionControl {
  private final ConnectionLimits limits;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();
  private final Tally<String> openByAddress = new Tally<>();
  private final Tally<String> pendingByAddress = new Tally<>();
  private final ConnectPace pace;

  AdmissionControl(ConnectionLimits limits) {
    this.limits = limits;
    this.pace = new ConnectPace(limits.connectsPerAddress());
  }

  /** For one socket. */
  Ticket ticket() {
    return new Ticket();
  }

  /** What one socket was counted in. On its event loop. */
  final class Ticket {
    private boolean counted;
    private boolean isPending;
    private String address = "";
    private boolean byAddress;
    private boolean pendingCounted;

    /** Counts the socket; the limit that forbids it otherwise, or null. */
    ConnectionLimit enter() {
      if (open.incrementAndGet() > limits.open()) {
        open.decrementAndGet();
        return ConnectionLimit.CONNECTIONS;
      }
      if (pending.incrementAndGet() > limits.pending()) {
        open.decrementAndGet();
        pending.decrementAndGet();
        return ConnectionLimit.PENDING;
      }
      counted = true;
      isPending = true;
      return null;
    }

    /** Counts it for the address that it is from; the limit that forbids it otherwise, or null. */
    ConnectionLimit from(String host) {
      address = IpAddress.group(host);
      if (!pace.admits(address, System.nanoTime())) {
        return ConnectionLimit.CONNECTS_PER_ADDRESS;
      }
      byAddress = openByAddress.enter(address, limits.openPerAddress());
      if (!byAddress) {
        return ConnectionLimit.CONNECTIONS_PER_ADDRESS;
      }
      pendingCounted = pendingByAddress.enter(address, limits.pendingPerAddress());
      return pendingCounted ? null : ConnectionLimit.PENDING_PER_ADDRESS;
    }

    /** It finished connect. */
    void established() {
      if (isPending) {
        isPending = false;
        pending.decrementAndGet();
      }
      if (pendingCounted) {
        pendingCounted = false;
        pendingByAddress.leave(address);
      }
    }

    /** The socket is gone, or was refused; calling it again does nothing. */
    void close() {
      established();
      if (counted) {
        counted = false;
        open.decrementAndGet();
      }
      if (byAddress) {
        byAddress = false;
        openByAddress.leave(address);
      }
    }
  }
}
