package dev.weir.metrics;

import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of refused requests, by kind and reason.
 *
 * @param <E> the reasons, which a higher package knows
 */
public final class RefusalCounters<E extends Enum<E>> {
  private final LongAdder[][] counters;

  RefusalCounters(Meters meters, MetricNames name, Class<E> reasons) {
    RequestKind[] kinds = RequestKind.values();
    E[] constants = reasons.getEnumConstants();
    counters = new LongAdder[kinds.length][constants.length];
    for (RequestKind kind : kinds) {
      for (E reason : constants) {
        counters[kind.ordinal()][reason.ordinal()] =
            meters.counter(name, Meters.label(kind), Meters.label(reason));
      }
    }
  }

  /** One more. */
  public void count(RequestKind kind, E reason) {
    counters[kind.ordinal()][reason.ordinal()].increment();
  }
}
