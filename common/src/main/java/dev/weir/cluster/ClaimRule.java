package dev.weir.cluster;

import java.util.Comparator;

/**
 * Which claim to a stream stands. Used wherever two claims meet: in the map's entry processors,
 * when a split cluster heals, and by a node that finds another's record in place of its own; so
 * they all come to the same answer.
 */
final class ClaimRule {
  /**
   * One whose publisher is there, then higher priority, then higher epoch, then the higher origin
   * id, stands. Presence comes first, or the owner of an absent primary would take the stream back
   * from the backup that {@link #mayTake} has just let in.
   */
  static final Comparator<StreamRecord> RANK =
      Comparator.comparing(StreamRecord::absent, Comparator.reverseOrder())
          .thenComparingInt(StreamRecord::priority)
          .thenComparingLong(StreamRecord::epoch)
          .thenComparing(StreamRecord::originId);

  private ClaimRule() {}

  /**
   * Whether a new claim may replace the one that stands. An origin may always renew its own (it
   * knows its publishers), and anybody may take what only waits for its publisher; another one
   * needs a higher priority, because "newer" alone would let a second publisher push out the first.
   */
  static boolean mayTake(StreamRecord challenger, StreamRecord holder) {
    return holder.absent()
        || challenger.originId().equals(holder.originId())
        || challenger.priority() > holder.priority();
  }

  /**
   * The epoch of a claim that replaces one of {@code previous}. The proposal comes from a clock, so
   * epochs go on growing after an entry vanished with its history; a clock that lags cannot take
   * them back.
   */
  static long nextEpoch(long previous, long proposed) {
    return Math.min(StreamRecord.MAX_EPOCH, Math.max(previous + 1, proposed));
  }
}
