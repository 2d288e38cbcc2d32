package dev.weir.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What all players of a node together may leave unsent. Past it the most backlogged ones are made
 * to skip first, by a limit that comes down until enough of them do; new players are turned away
 * while that does not help; publishers are never touched. Any thread.
 *
 * <p>The sum counts a shared buffer once for each player that it waits for, so it is never less
 * than the memory behind it.
 */
public final class QueueBudget {
  private static final long FLOOR = 64 << 10;
  private static final double CALM = 0.7;

  private final long budget;
  private final long ceiling;
  private final AtomicLong total = new AtomicLong();
  private volatile long cap;

  /**
   * @param budget unsent bytes of all players
   * @param ceiling a single player's soft limit while there is no pressure
   */
  public QueueBudget(long budget, long ceiling) {
    this.budget = budget;
    this.ceiling = ceiling;
    this.cap = ceiling;
  }

  /** A player's unsent bytes changed since it last said so. */
  public void report(long change) {
    if (change != 0) {
      total.addAndGet(change);
    }
  }

  /** Called at a fixed rate, several times a second: tightens or loosens the limit. */
  public void settle() {
    long now = total.get();
    if (now > budget) {
      cap = Math.max(Math.min(FLOOR, ceiling), cap / 2);
    } else if (now < CALM * budget) {
      cap = Math.min(ceiling, cap * 2);
    }
  }

  /** Unsent bytes past which a player skips, at present. */
  public long cap() {
    return cap;
  }

  /** Unsent bytes of all players, as last reported. */
  public long total() {
    return total.get();
  }

  /** Whether new players are to be turned away. */
  public boolean isExhausted() {
    return total.get() > budget && cap <= FLOOR;
  }
}
