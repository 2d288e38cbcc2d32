package dev.weir.faults;

/** A time in which a client itself waited before it tried again; no server is to blame for it. */
record Absence(long fromNanos, long toNanos) {
  private static final double NANOS_PER_MILLI = 1e6;

  /** How much of it lies within a time. */
  double millisWithin(long from, long to) {
    return Math.max(0, Math.min(to, toNanos) - Math.max(from, fromNanos)) / NANOS_PER_MILLI;
  }
}
