package dev.weir.stream;

/** Arithmetic on RTMP time: milliseconds modulo 2^32, compared by their signed difference. */
final class Timestamps {
  private Timestamps() {}

  /**
   * Milliseconds from {@code earlier} to {@code later}; negative when it is the other way round.
   */
  static int between(long earlier, long later) {
    return (int) (later - earlier);
  }
}
