package dev.weir.rtmp.session;

/**
 * When to acknowledge received bytes, and with which number (RTMP 5.4.3).
 *
 * <p>We acknowledge at half the peer's window, also when it never announced one (hardware encoders
 * stall without). Above 0xF0000000 the number starts again, as Flash, SRS and nginx-rtmp do: FMLE
 * stops near 4 GB otherwise. A tiny window would make us answer every few bytes, so there is a
 * floor.
 */
final class AckWindow {
  private static final long DEFAULT_WINDOW = 2_500_000;
  private static final long FLOOR = 32 << 10;
  private static final long RESTART = 0xF000_0000L;

  private long threshold = DEFAULT_WINDOW / 2;
  private long pending;
  private long sequence;

  /** The peer announced its window. */
  void window(long size) {
    threshold = Math.max(FLOOR, Math.min(size, DEFAULT_WINDOW) / 2);
  }

  /**
   * Counts bytes.
   *
   * @return the number to acknowledge, or -1 when it is not time yet
   */
  long received(int bytes) {
    pending += bytes;
    if (pending < threshold) {
      return -1;
    }
    sequence += pending;
    if (sequence > RESTART) {
      sequence = pending;
    }
    pending = 0;
    return sequence;
  }
}
