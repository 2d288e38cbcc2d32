package dev.weir.rtmp;

/**
 * A token bucket: so many units a second, and a burst. The clock is the caller's.
 *
 * <p>Not safe for use by several threads.
 */
public final class RateBudget {
  private static final double NANOS_PER_SECOND = 1e9;

  private final double perNano;
  private final double burst;
  private double available;
  private long lastNanos;
  private boolean started;

  /**
   * @param perSecond units that come back every second
   * @param burst units that may be spent at once after a quiet time
   */
  public RateBudget(int perSecond, int burst) {
    this.perNano = perSecond / NANOS_PER_SECOND;
    this.burst = burst;
    this.available = burst;
  }

  /**
   * Takes units out.
   *
   * @param units how many; none are taken when they are not all there
   * @param nowNanos a monotonic clock's reading
   * @return whether they were there
   */
  public boolean spend(int units, long nowNanos) {
    if (started) {
      available = Math.min(burst, available + (nowNanos - lastNanos) * perNano);
    }
    started = true;
    lastNanos = nowNanos;
    if (units > available) {
      return false;
    }
    available -= units;
    return true;
  }
}
