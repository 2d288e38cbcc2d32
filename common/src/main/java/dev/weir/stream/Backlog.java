package dev.weir.stream;

/**
 * How much media time is written to a socket and not yet sent, from the socket's count of unsent
 * bytes: each write leaves a mark of how far it reached and which time it carried. A player that
 * keeps up leaves no marks and costs nothing.
 */
final class Backlog {
  private static final int MARKS = 256;

  private long[] reach;
  private long[] times;
  private int first;
  private int count;
  private long written;
  private long newest;

  /** A write of so many bytes, whose last message has this time. */
  void wrote(long bytes, long timestamp, long unsent) {
    written += bytes;
    newest = timestamp;
    if (unsent > 0) {
      mark();
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
      first = (first + 1) % MARKS;
      count--;
    }
    return count == 0 ? 0 : Math.max(0, Timestamps.between(times[first], newest));
  }

  private void mark() {
    if (reach == null) {
      reach = new long[MARKS];
      times = new long[MARKS];
    }
    if (count == MARKS) {
      // Far behind already: the last mark stands for this write too.
      reach[(first + count - 1) % MARKS] = written;
      return;
    }
    int at = (first + count) % MARKS;
    reach[at] = written;
    times[at] = newest;
    count++;
  }
}
