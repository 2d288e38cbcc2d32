package dev.weir.loadtest.swarm;

import java.util.concurrent.TimeUnit;

/**
 * What one viewer sees: how old pictures are, which are missing, and for how long there was none.
 * It outlives a connection, so that a viewer who comes again has one interruption and not two
 * halves. Written on one event loop; another one may go on with it later.
 */
public final class Sight {
  /** For so long after it asked, a connection may bring what another one has shown. */
  private static final long OVERLAP_NANOS = TimeUnit.SECONDS.toNanos(5);

  private Tally tally;
  private long frames;
  private long lastNumber = -1;
  private long lastNanos;
  private long longestNanos;

  Sight(Tally tally) {
    this.tally = tally;
  }

  /**
   * Goes on over another connection, which counts there; the one before may still bring pictures
   * until it is closed.
   */
  Sight again(Tally there) {
    tally = there;
    return this;
  }

  /** Stamped frames that were news. */
  long frames() {
    return frames;
  }

  /** How long the last picture is ago, in nanoseconds; 0 when there was none. */
  public long silence(long nowNanos) {
    return lastNanos == 0 ? 0 : nowNanos - lastNanos;
  }

  /** The next pause between pictures is not the server's. */
  void rest() {
    lastNanos = 0;
  }

  /** From now on pauses between pictures are measured anew; one that lasts counts as a whole. */
  public void forgetPauses() {
    longestNanos = 0;
  }

  /** The longest pause between pictures, in nanoseconds, also one that lasts. */
  public long longestPause(long nowNanos) {
    return Math.max(longestNanos, silence(nowNanos));
  }

  /** A pause that is not over counts as one, once. */
  public void settle(long nowNanos) {
    tally.pause(silence(nowNanos));
    rest();
  }

  /**
   * A picture came.
   *
   * @param askedNanos when the stream was asked for: what was sent before comes from the server's
   *     cache, and its age says nothing of the server's pace
   * @param overlap whether this connection has yet to bring what no other one has shown
   * @return the same after this picture
   */
  boolean picture(
      byte[] head, int kept, boolean keyFrame, long askedNanos, long nowNanos, boolean overlap) {
    if (!Stamp.isIn(head, kept)) {
      // In a stamped stream this is no picture but a decoder configuration.
      if (lastNumber < 0) {
        arrive(nowNanos);
      }
      return overlap;
    }
    long number = Stamp.number(head);
    long sentNanos = Stamp.nanos(head);
    boolean cached = sentNanos - askedNanos < 0;
    if (overlap && number <= lastNumber && sentNanos - askedNanos < OVERLAP_NANOS) {
      return true;
    }
    arrive(nowNanos);
    frames++;
    // What the cache shows of a group of pictures begins with its key frame.
    boolean continues = keyFrame || overlap;
    if (cached) {
      tally.cached(lastNumber, number, continues);
    } else {
      tally.frame(lastNumber, number, continues, nowNanos - sentNanos);
    }
    lastNumber = number;
    return false;
  }

  private void arrive(long nowNanos) {
    if (lastNanos != 0) {
      long pause = nowNanos - lastNanos;
      longestNanos = Math.max(longestNanos, pause);
      tally.pause(pause);
    }
    lastNanos = nowNanos;
  }
}
