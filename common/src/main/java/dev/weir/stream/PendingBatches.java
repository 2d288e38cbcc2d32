package dev.weir.stream;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * What came to an event loop and has not reached all of its players yet: batches with consecutive
 * numbers. Those that a player lacks are joined into one, so that it costs one write; players who
 * lack the same get the same join.
 */
final class PendingBatches {
  private final ByteBufAllocator allocator;
  private final Deque<EncodedBatch> batches = new ArrayDeque<>();
  private long first;
  private int bytes;

  private EncodedBatch joined;
  private long joinedFrom = -1;

  PendingBatches(ByteBufAllocator allocator) {
    this.allocator = allocator;
  }

  /** Takes the batch over; its number is one more than that of the last. */
  void add(EncodedBatch batch, long number) {
    if (batches.isEmpty()) {
      first = number;
    }
    batches.add(batch);
    bytes += batch.size();
    forgetJoin();
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  int bytes() {
    return bytes;
  }

  /** Number of the oldest that is kept; only when not empty. */
  long first() {
    return first;
  }

  /** Number of the one after the newest. */
  long next() {
    return first + batches.size();
  }

  /**
   * Everything from a number on, as one batch; it stays this object's, and stands until the next
   * call.
   *
   * @param number from {@link #first} to below {@link #next}
   */
  EncodedBatch from(long number) {
    if (number == next() - 1) {
      return batches.getLast();
    }
    if (number != joinedFrom) {
      forgetJoin();
      joined = EncodedBatch.join(tail(number), allocator);
      joinedFrom = number;
    }
    return joined;
  }

  /** Drops those with lower numbers: everybody has them. */
  void dropBefore(long number) {
    while (!batches.isEmpty() && first < number) {
      EncodedBatch batch = batches.removeFirst();
      bytes -= batch.size();
      batch.release();
      first++;
    }
    if (batches.isEmpty() || joinedFrom < first) {
      forgetJoin();
    }
  }

  void clear() {
    dropBefore(Long.MAX_VALUE);
  }

  private List<EncodedBatch> tail(long number) {
    List<EncodedBatch> tail = new ArrayList<>();
    Iterator<EncodedBatch> all = batches.iterator();
    for (long at = first; all.hasNext(); at++) {
      EncodedBatch batch = all.next();
      if (at >= number) {
        tail.add(batch);
      }
    }
    return tail;
  }

  private void forgetJoin() {
    if (joined != null) {
      joined.release();
      joined = null;
    }
    joinedFrom = -1;
  }
}
