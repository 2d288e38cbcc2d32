package dev.weir.faults;

/**
 * A time in which a player got no new picture although several were due.
 *
 * @param startNanos arrival of the picture before
 * @param endNanos arrival of the picture after, or when watching ended
 * @param fromSequence of the picture before
 * @param toSequence of the picture after; -1 when none came
 */
record Gap(long startNanos, long endNanos, long fromSequence, long toSequence) {
  private static final double NANOS_PER_MILLI = 1e6;

  double millis() {
    return (endNanos - startNanos) / NANOS_PER_MILLI;
  }

  /** How much of it lies after a time. */
  double millisSince(long nanos) {
    return Math.max(0, endNanos - Math.max(nanos, startNanos)) / NANOS_PER_MILLI;
  }

  /** Pictures that never came. */
  long missing() {
    return toSequence < 0 ? 0 : Math.max(0, toSequence - fromSequence - 1);
  }

  /**
   * What a viewer lost: the time of pictures that never came, and what the next one came later than
   * a player's buffer bridges.
   */
  double lostMillis(double frameMillis, double bufferMillis) {
    double never = missing() * frameMillis;
    return never + Math.max(0, millis() - frameMillis - never - bufferMillis);
  }

  boolean isOpen() {
    return toSequence < 0;
  }
}
