package dev.weir.origin;

import java.util.concurrent.TimeUnit;

/**
 * When a publisher was heard last. Written on the publisher's event loop and read on its stream's;
 * times are those of {@link System#nanoTime}.
 */
final class MediaClock {
  /** Longer than any pause between frames of an encoder that works, and short for a standby. */
  static final long SILENT_NANOS = TimeUnit.MILLISECONDS.toNanos(1_500);

  /** Encoders take this long from being accepted to their first frame. */
  static final long NEW_NANOS = TimeUnit.SECONDS.toNanos(2);

  private volatile long acceptedNanos;
  private volatile boolean heard;
  private volatile long heardNanos;
  private volatile boolean doubted;

  MediaClock(long nowNanos) {
    this.acceptedNanos = nowNanos;
  }

  /** It may begin to send. */
  void accepted(long nowNanos) {
    acceptedNanos = nowNanos;
  }

  /** It sent media. */
  void heard(long nowNanos) {
    heardNanos = nowNanos;
    if (!heard) {
      heard = true;
    }
    if (doubted) {
      doubted = false;
    }
  }

  /** It was watched, and no byte came: silent until media comes again. */
  void doubt() {
    doubted = true;
  }

  /** When it was heard last, or accepted. */
  long lastNanos() {
    return heard ? heardNanos : acceptedNanos;
  }

  /** Milliseconds until it is silent unless it is heard again; 0 when it is, or was never heard. */
  long millisToSilence(long nowNanos) {
    if (!heard || doubted) {
      return 0;
    }
    long left = SILENT_NANOS - (nowNanos - heardNanos);
    return left <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(left) + 1;
  }

  Liveness at(long nowNanos) {
    if (doubted) {
      return Liveness.SILENT;
    }
    if (heard) {
      return nowNanos - heardNanos < SILENT_NANOS ? Liveness.SENDING : Liveness.SILENT;
    }
    return nowNanos - acceptedNanos < NEW_NANOS ? Liveness.NEW : Liveness.SILENT;
  }
}
