package dev.weir.egress;

/**
 * Whether one limit is passed: from the moment that it is reached, until for five seconds less than
 * nine tenths of it were used. Without that distance a node would go to and fro between full and
 * not, and balancers with it. Pure: it is told the time and the use. Any one thread.
 */
final class LimitGuard {
  static final double CALM = 0.9;
  static final long CALM_NANOS = 5_000_000_000L;

  private boolean over;
  private boolean calm;
  private long calmSinceNanos;

  /**
   * Takes the present use into account.
   *
   * @param used share of the limit, 1 when it is reached
   * @return whether it is passed
   */
  boolean update(long nowNanos, double used) {
    if (used >= 1) {
      over = true;
      calm = false;
    } else if (used > CALM) {
      calm = false;
    } else if (!calm) {
      calm = true;
      calmSinceNanos = nowNanos;
    } else if (nowNanos - calmSinceNanos >= CALM_NANOS) {
      over = false;
    }
    return over;
  }
}
