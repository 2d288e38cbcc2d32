package dev.weir.edge;

import java.util.function.DoubleSupplier;

/** How long to wait before the same owner is dialled again: longer every time, never in step. */
final class RetryPace {
  private static final long FIRST_MILLIS = 250;
  private static final long LAST_MILLIS = 2_000;

  private final DoubleSupplier random;
  private long step = FIRST_MILLIS;

  /**
   * @param random from 0 to 1, so that the edges that lost one origin do not come back at once
   */
  RetryPace(DoubleSupplier random) {
    this.random = random;
  }

  /** Milliseconds until the next attempt: three quarters to five quarters of the step. */
  long next() {
    long wait = (long) (step * (0.75 + random.getAsDouble() / 2));
    step = Math.min(LAST_MILLIS, 2 * step);
    return wait;
  }

  /** It went well for a while. */
  void reset() {
    step = FIRST_MILLIS;
  }
}
