package dev.weir.loadtest.swarm;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * What all players of one kind saw in a window of time. Written by one thread; a {@link #copy} is
 * anybody's.
 */
public final class Tally {
  /** A player without a picture for longer than this was stalled, in nanoseconds. */
  public static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long MAX_MICROS = TimeUnit.HOURS.toMicros(1);
  private static final int DIGITS = 3;
  private static final long MAX_STALL_MILLIS = TimeUnit.DAYS.toMillis(1);
  private static final int STALL_DIGITS = 2;

  private final Histogram ages = new Histogram(MAX_MICROS, DIGITS);
  private final Histogram stalls = new Histogram(MAX_STALL_MILLIS, STALL_DIGITS);
  private long frames;
  private long missing;
  private long repeated;
  private long badStarts;
  private long stalledNanos;

  /** Stamped frames that came. */
  public long frames() {
    return frames;
  }

  /** Ages in microseconds of those that were sent after their player asked for the stream. */
  public Histogram ages() {
    return ages;
  }

  /** How long each stall was, in milliseconds to two digits. */
  public Histogram stallMillis() {
    return stalls;
  }

  /** Stamped frames that did not, judged by the numbers of those that did. */
  public long missing() {
    return missing;
  }

  /** Frames whose number was not above that of the frame before. */
  public long repeated() {
    return repeated;
  }

  /** Gaps after which the first frame was no key frame: broken pictures. */
  public long badStarts() {
    return badStarts;
  }

  /** Times that a player had no picture for more than {@link #STALL_NANOS}. */
  public long stalls() {
    return stalls.getTotalCount();
  }

  /** How long all of these took together. */
  public long stalledMillis() {
    return TimeUnit.NANOSECONDS.toMillis(stalledNanos);
  }

  /** Age of the frames that came, in milliseconds, at a percentile from 0 to 100; 0 for none. */
  public double ageMillis(double percentile) {
    return ages.getValueAtPercentile(percentile) / 1000.0;
  }

  /** A stamped frame came. */
  void frame(long lastNumber, long number, boolean keyFrame, long ageNanos) {
    cached(lastNumber, number, keyFrame);
    long micros = TimeUnit.NANOSECONDS.toMicros(ageNanos);
    ages.recordValue(Math.max(0, Math.min(micros, MAX_MICROS)));
  }

  /** A stamped frame came that is older than its player's wish for it. */
  void cached(long lastNumber, long number, boolean keyFrame) {
    frames++;
    if (lastNumber >= 0 && number > lastNumber + 1) {
      missing += number - lastNumber - 1;
      badStarts += keyFrame ? 0 : 1;
    } else if (lastNumber >= 0 && number <= lastNumber) {
      repeated++;
    }
  }

  /** So much time was between two pictures, or since the last one. */
  void pause(long nanos) {
    if (nanos > STALL_NANOS) {
      stalls.recordValue(Math.min(TimeUnit.NANOSECONDS.toMillis(nanos), MAX_STALL_MILLIS));
      stalledNanos += nanos;
    }
  }

  void reset() {
    ages.reset();
    missing = 0;
    repeated = 0;
    badStarts = 0;
    stalls.reset();
    frames = 0;
    stalledNanos = 0;
  }

  void add(Tally other) {
    ages.add(other.ages);
    missing += other.missing;
    repeated += other.repeated;
    badStarts += other.badStarts;
    stalls.add(other.stalls);
    frames += other.frames;
    stalledNanos += other.stalledNanos;
  }

  Tally copy() {
    Tally copy = new Tally();
    copy.add(this);
    return copy;
  }
}
