package dev.weir.egress;

import dev.weir.metrics.OverloadLimit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How much of each limit a node uses, and which are passed. Pure: it is told the time and what was
 * measured. Any one thread.
 */
final class OverloadState {
  private static final double BITS_PER_BYTE = 8;
  private static final double PERCENT = 100;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int EGRESS_SECONDS = 5;

  /**
   * Twice as long, because a loop may be full for seconds without the node being so: thousands who
   * come at once, each for the pictures since the last key frame, or code that is not compiled yet.
   */
  private static final int LOOP_SECONDS = 10;

  /** A node that was stopped for a while was not busy all the time. */
  private static final long MOST_NANOS = 1_000_000_000L;

  private final OverloadSettings settings;
  private final RateWindow egress = new RateWindow(EGRESS_SECONDS);
  private final List<Loop> loops = new ArrayList<>();
  private final Map<OverloadLimit, LimitGuard> guards = new EnumMap<>(OverloadLimit.class);
  private boolean begun;
  private long lastNanos;

  /**
   * What was measured.
   *
   * @param viewers players now
   * @param bytesOut sent to RTMP clients since the start
   * @param busy share of its time that each event loop runs now, 0 to 1, in an order that stays
   */
  record Reading(int viewers, long bytesOut, List<Double> busy) {}

  /**
   * What follows.
   *
   * @param used share of each limit; 0 where there is none
   * @param over those that are passed
   */
  record Verdict(Map<OverloadLimit, Double> used, List<OverloadLimit> over) {
    static final Verdict CALM = new Verdict(Map.of(), List.of());

    double used(OverloadLimit limit) {
      return used.getOrDefault(limit, 0.0);
    }
  }

  /** The time that one event loop ran. */
  private static final class Loop {
    private final RateWindow window = new RateWindow(LOOP_SECONDS);
    private double seconds;

    double update(long nowNanos, double ran) {
      seconds += ran;
      return window.update(nowNanos, seconds);
    }
  }

  OverloadState(OverloadSettings settings) {
    this.settings = settings;
    for (OverloadLimit limit : OverloadLimit.values()) {
      guards.put(limit, new LimitGuard());
    }
  }

  /** Takes a reading. To be called several times a second. */
  Verdict update(long nowNanos, Reading reading) {
    Map<OverloadLimit, Double> used = new EnumMap<>(OverloadLimit.class);
    double bits = BITS_PER_BYTE * egress.update(nowNanos, reading.bytesOut());
    used.put(OverloadLimit.VIEWERS, share(reading.viewers(), settings.viewers()));
    used.put(OverloadLimit.EGRESS, share(bits, settings.bitsPerSecond()));
    used.put(OverloadLimit.LOOPS, share(busiest(nowNanos, reading), settings.loopPercent()));
    begun = true;
    lastNanos = nowNanos;
    List<OverloadLimit> over = new ArrayList<>();
    used.forEach(
        (limit, share) -> {
          if (guards.get(limit).update(nowNanos, share)) {
            over.add(limit);
          }
        });
    return new Verdict(used, List.copyOf(over));
  }

  /** In percent, of the loop that runs most. */
  private double busiest(long nowNanos, Reading reading) {
    long nanos = begun ? Math.min(MOST_NANOS, nowNanos - lastNanos) : 0;
    double most = 0;
    for (int i = 0; i < reading.busy().size(); i++) {
      if (i == loops.size()) {
        loops.add(new Loop());
      }
      double ran = reading.busy().get(i) * nanos / NANOS_PER_SECOND;
      most = Math.max(most, loops.get(i).update(nowNanos, ran));
    }
    return PERCENT * most;
  }

  private static double share(double now, double limit) {
    return limit == 0 ? 0 : now / limit;
  }
}
