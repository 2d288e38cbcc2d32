package dev.weir.transport;

import dev.weir.rtmp.RateBudget;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How fast connections come from each address. Remembers the addresses that came last, within a
 * bound; one that is forgotten starts afresh.
 */
final class ConnectPace {
  private static final int MAX_ADDRESSES = 10_000;
  private static final int BURST_SECONDS = 10;

  private final int perSecond;
  private final Map<String, RateBudget> budgets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RateBudget> eldest) {
          return size() > MAX_ADDRESSES;
        }
      };

  /**
   * @param perSecond of one address; 0 for no limit
   */
  ConnectPace(int perSecond) {
    this.perSecond = perSecond;
  }

  boolean admits(String address, long nowNanos) {
    if (perSecond == 0) {
      return true;
    }
    synchronized (budgets) {
      return budgets
          .computeIfAbsent(address, key -> new RateBudget(perSecond, perSecond * BURST_SECONDS))
          .spend(1, nowNanos);
    }
  }
}
