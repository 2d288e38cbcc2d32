package dev.weir.stream;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The present GOP in the form in which it was sent, so that a player can start at once. It begins
 * with the key frame of its first batch. Past a limit it empties and stays empty until the next key
 * frame; the stream itself goes on.
 */
final class GopCache {
  /** A cached GOP larger than this is not copied for newcomers, but sent batch by batch. */
  private static final int MAX_JOIN = 8 << 20;

  private final StreamSettings settings;
  private final ByteBufAllocator allocator;
  private final Deque<EncodedBatch> batches = new ArrayDeque<>();
  private int skipInFirst;
  private int bytes;
  private int frames;

  /** All of it in one piece, made for a newcomer and kept until the next batch; or null. */
  private EncodedBatch whole;

  GopCache(StreamSettings settings, ByteBufAllocator allocator) {
    this.settings = settings;
    this.allocator = allocator;
  }

  /** Takes note of a batch that was just sent; it stays the caller's. */
  void add(EncodedBatch batch) {
    int key = batch.keyIndex();
    if (key >= 0) {
      clear();
      skipInFirst = key;
      keep(batch, batch.sizeFrom(key), batch.count() - key);
    } else if (!batches.isEmpty()) {
      keep(batch, batch.size(), batch.count());
    }
    if (isTooLong()) {
      clear();
    }
  }

  boolean isEmpty() {
    return batches.isEmpty();
  }

  int bytes() {
    return bytes;
  }

  /** The key frame's time; only when not empty. */
  long firstTimestamp() {
    return batches.getFirst().keyTimestamp();
  }

  /** Messages to leave out at the start of the first batch: what came before its key frame. */
  int skipInFirst() {
    return skipInFirst;
  }

  /**
   * The cached batches, each with one more count, which the caller then owns. In one piece where
   * that is possible: a write costs nearly the same whatever its size, and when many players come
   * at once they share the copy.
   */
  EncodedBatch[] share() {
    if (batches.size() > 1 && bytes <= MAX_JOIN) {
      if (whole == null) {
        whole = EncodedBatch.join(List.copyOf(batches), allocator);
      }
      return new EncodedBatch[] {whole.retain()};
    }
    EncodedBatch[] shared = batches.toArray(new EncodedBatch[0]);
    for (EncodedBatch batch : shared) {
      batch.retain();
    }
    return shared;
  }

  void clear() {
    dropWhole();
    batches.forEach(EncodedBatch::release);
    batches.clear();
    skipInFirst = 0;
    bytes = 0;
    frames = 0;
  }

  private void dropWhole() {
    if (whole != null) {
      whole.release();
      whole = null;
    }
  }

  private void keep(EncodedBatch batch, int size, int count) {
    dropWhole();
    batches.add(batch.retain());
    bytes += size;
    frames += count;
  }

  private boolean isTooLong() {
    return bytes > settings.gopBytes()
        || frames > settings.gopFrames()
        || (!batches.isEmpty() && millis() > settings.gopMillis());
  }

  private int millis() {
    return Timestamps.between(firstTimestamp(), batches.getLast().lastTimestamp());
  }
}
