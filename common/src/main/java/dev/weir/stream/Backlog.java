package dev.weir.stream;

/**
 * How much media time is written to a socket and not yet sent, from the socket's count of unsent
 * bytes: each write leaves a mark of how far it reached and which time it carried. A player that
 * keeps up leaves no marks and costs nothing.
 */
final class Backlog {
  private static final int MAX_MARKS = 256;
  private static final int FIRST_MARKS = 16;

  /** Media time over which a drain rate is measured. */
  private static final int RATE_MILLIS = 200;

  private long[] reach;
  private long[] times;
  private int first;
  private int count;
  private long written;
  private long newest;

  private long rateFrom = -1;
  private long rateSent;

  /** Bytes that leave in a millisecond of media time, while some wait; negative when not known. */
  private double rate = -1;

  /** A write of so many bytes, whose last message has this time. */
  void wrote(long bytes, long timestamp, long unsent) {
    written += bytes;
    newest = timestamp;
    if (unsent > 0) {
      mark();
      measure(unsent);
    } else {
      rateFrom = -1;
      rate = -1;
    }
  }

  /**
   * Milliseconds that a byte written now will wait, by what left lately; 0 while that is not known.
   */
  long drainMillis(long unsent) {
    if (rate < 0) {
      return 0;
    }
    return rate == 0 ? Long.MAX_VALUE : (long) (unsent / rate);
  }

  /**
   * Time is that of the media, which in a live stream goes as fast as the clock; this class has
   * none.
   */
  private void measure(long unsent) {
    long elapsed = rateFrom < 0 ? 0 : Timestamps.between(rateFrom, newest);
    if (rateFrom < 0 || elapsed < 0 || elapsed > 10 * RATE_MILLIS) {
      rateFrom = newest;
      rateSent = sent(unsent);
    } else if (elapsed >= RATE_MILLIS) {
      double now = Math.max(0, sent(unsent) - rateSent) / (double) elapsed;
      rate = rate < 0 ? now : (rate + now) / 2;
      rateFrom = newest;
      rateSent = sent(unsent);
    }
  }

  /** Bytes that left the socket so far. */
  long sent(long unsent) {
    return written - unsent;
  }

  /** Milliseconds of media between the oldest unsent write and the newest. */
  int millis(long unsent) {
    if (unsent == 0) {
      count = 0;
      return 0;
    }
    long sent = written - unsent;
    while (count > 0 && reach[first] <= sent) {
      first = (first + 1) % reach.length;
      count--;
    }
    return count == 0 ? 0 : Math.max(0, Timestamps.between(times[first], newest));
  }

  private void mark() {
    if (reach == null) {
      reach = new long[FIRST_MARKS];
      times = new long[FIRST_MARKS];
    }
    if (count == MAX_MARKS) {
      // Far behind already: the last mark stands for this write too.
      reach[(first + count - 1) % MAX_MARKS] = written;
      return;
    }
    if (count == reach.length) {
      reach = grown(reach);
      times = grown(times);
      first = 0;
    }
    int at = (first + count) % reach.length;
    reach[at] = written;
    times[at] = newest;
    count++;
  }

  /** A full ring, in a larger one. Few players ever need more than the first. */
  private long[] grown(long[] ring) {
    long[] larger = new long[2 * ring.length];
    System.arraycopy(ring, first, larger, 0, ring.length - first);
    System.arraycopy(ring, 0, larger, ring.length - first, first);
    return larger;
  }
}
