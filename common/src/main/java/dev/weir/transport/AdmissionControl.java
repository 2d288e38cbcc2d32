package dev.weir.transport;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many sockets there are, in all and by address, so that a flood is refused before it costs a
 * handshake.
 */
final class AdmissionControl {
  private final ListenerSettings settings;
  private final AtomicInteger total = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();

  /** Bounded by the number of connections: an address without one is removed. */
  private final Map<String, Integer> byAddress = new ConcurrentHashMap<>();

  AdmissionControl(ListenerSettings settings) {
    this.settings = settings;
  }

  /** The name of the limit that forbids another socket, or null after counting it. */
  String admit(String address) {
    if (total.incrementAndGet() > settings.maxConnections()) {
      total.decrementAndGet();
      return "rtmp.max-connections";
    }
    if (pending.incrementAndGet() > settings.maxPending()) {
      total.decrementAndGet();
      pending.decrementAndGet();
      return "pending";
    }
    int same = byAddress.merge(address, 1, Integer::sum);
    if (settings.maxPerAddress() > 0 && same > settings.maxPerAddress()) {
      total.decrementAndGet();
      pending.decrementAndGet();
      leave(address);
      return "rtmp.max-connections-per-address";
    }
    return null;
  }

  void established() {
    pending.decrementAndGet();
  }

  void closed(String address, boolean wasEstablished) {
    total.decrementAndGet();
    if (!wasEstablished) {
      pending.decrementAndGet();
    }
    leave(address);
  }

  private void leave(String address) {
    byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
  }
}
