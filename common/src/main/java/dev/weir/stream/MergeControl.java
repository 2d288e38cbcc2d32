package dev.weir.stream;

/**
 * Spends latency only when CPU is short. A write costs the kernel nearly the same whatever it
 * carries, so while an event loop has head-room every video frame is a write of its own; when the
 * loop gets busy, more of them are merged, step by step up to a ceiling, and less again as it
 * clears. Pure: measured load goes in, milliseconds come out.
 *
 * <p>Down goes one step at a time, and only when the loop would still have room there by what a
 * step costs, so that it does not swing between two of them.
 */
public final class MergeControl {
  private static final int STEP_MILLIS = 40;
  private static final double BUSY = 0.80;
  private static final double FULL = 0.93;
  private static final double ROOM = 0.65;

  /**
   * A flush to thousands of players takes tens of milliseconds in one go, so lateness of that order
   * is no sign of a full loop; more is, whoever took the time.
   */
  private static final double LATE_MILLIS = 120;

  private static final double TOO_LATE_MILLIS = 300;
  private static final int CALM_WINDOWS = 3;

  private final int minMillis;
  private final int maxMillis;
  private int millis;
  private int calm;

  /**
   * @param minMillis where it begins and returns to; 0 for a write a video frame
   * @param maxMillis the ceiling; equal to the minimum for a fixed merge
   */
  public MergeControl(int minMillis, int maxMillis) {
    if (minMillis < 0 || maxMillis < minMillis) {
      throw new IllegalArgumentException("a merge of " + minMillis + " to " + maxMillis + " ms");
    }
    this.minMillis = minMillis;
    this.maxMillis = maxMillis;
    this.millis = minMillis;
  }

  /**
   * Takes a window's load into account.
   *
   * @param busy share of the window that the loop's thread ran, 0 to 1
   * @param lateMillis by how much the loop was late for a task in the window, at worst
   * @return the merge from now on
   */
  public int update(double busy, double lateMillis) {
    if (busy > FULL || lateMillis > TOO_LATE_MILLIS) {
      raise(2);
    } else if (busy > BUSY || lateMillis > LATE_MILLIS) {
      raise(1);
    } else if (millis > minMillis && busy * millis / lower() < ROOM) {
      if (++calm >= CALM_WINDOWS) {
        millis = Math.max(minMillis, millis - STEP_MILLIS);
        calm = 0;
      }
    } else {
      calm = 0;
    }
    return millis;
  }

  /** The present merge. */
  public int millis() {
    return millis;
  }

  /**
   * What a write costs less at the next lower step: below one step, a frame a write is the limit.
   */
  private double lower() {
    return Math.max(STEP_MILLIS, millis - STEP_MILLIS);
  }

  private void raise(int steps) {
    millis = Math.min(maxMillis, millis + steps * STEP_MILLIS);
    calm = 0;
  }
}
