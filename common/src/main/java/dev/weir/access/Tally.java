package dev.weir.access;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many there are now of each kind, under a limit. Bounded by what it counts: a kind of which
 * there is none has no entry. For any thread.
 *
 * @param <K> names a kind
 */
public final class Tally<K> {
  private final Map<K, Integer> counts = new ConcurrentHashMap<>();

  /**
   * One more, if the limit allows it.
   *
   * @param limit 0 for none
   * @return whether it was counted; then {@link #leave} has to follow once
   */
  public boolean enter(K kind, int limit) {
    int count = counts.merge(kind, 1, Integer::sum);
    if (limit > 0 && count > limit) {
      leave(kind);
      return false;
    }
    return true;
  }

  /** One less. */
  public void leave(K kind) {
    counts.computeIfPresent(kind, (same, count) -> count == 1 ? null : count - 1);
  }

  /** How many there are. */
  public int count(K kind) {
    return counts.getOrDefault(kind, 0);
  }

  /** How many kinds there are. */
  public int kinds() {
    return counts.size();
  }
}
