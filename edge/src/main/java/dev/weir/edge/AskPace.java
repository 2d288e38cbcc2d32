package dev.weir.edge;

/**
 * How often one stream may be looked up: a few times in a row, then twice a second, whatever hints
 * come in. When all origins restart, every stream of every edge asks.
 */
final class AskPace {
  private static final int BURST = 4;
  private static final long NANOS_EACH = 500_000_000;
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** When the allowance would be whole again. */
  private long fullNanos;

  private boolean used;

  /**
   * Takes a lookup off the allowance, if there is one.
   *
   * @return 0 when it may be made; otherwise the milliseconds until one may, at least 1
   */
  long take(long nowNanos) {
    if (!used || fullNanos - nowNanos < 0) {
      used = true;
      fullNanos = nowNanos;
    }
    long wait = fullNanos - nowNanos - (BURST - 1) * NANOS_EACH;
    if (wait > 0) {
      return wait / NANOS_PER_MILLI + 1;
    }
    fullNanos += NANOS_EACH;
    return 0;
  }
}
