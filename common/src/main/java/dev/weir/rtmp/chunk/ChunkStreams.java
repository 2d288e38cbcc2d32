package dev.weir.rtmp.chunk;

import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpException;
import java.util.HashMap;
import java.util.Map;

/**
 * The chunk streams of one connection. Ids of the one-byte form, which is all that most peers use,
 * are found by index; cameras that use 64 and above go through a map. Past the limit the idle one
 * that was used longest ago is forgotten.
 */
final class ChunkStreams {
  private static final int ONE_BYTE_IDS = 64;

  private final int limit;
  private final ChunkStream[] low = new ChunkStream[ONE_BYTE_IDS];
  private final Map<Integer, ChunkStream> high = new HashMap<>();
  private int count;
  private long uses;

  ChunkStreams(int limit) {
    this.limit = limit;
  }

  /** The stream, or null when no header was seen on it, or it was forgotten since. */
  ChunkStream find(int id) {
    // An abort may name any 32 bits.
    ChunkStream found = id >= 0 && id < ONE_BYTE_IDS ? low[id] : high.get(id);
    if (found != null) {
      found.lastUse = ++uses;
    }
    return found;
  }

  ChunkStream open(int id) {
    if (count == limit) {
      forget();
    }
    ChunkStream made = new ChunkStream(id);
    made.lastUse = ++uses;
    if (id < ONE_BYTE_IDS) {
      low[id] = made;
    } else {
      high.put(id, made);
    }
    count++;
    return made;
  }

  void close() {
    for (int i = 0; i < ONE_BYTE_IDS; i++) {
      if (low[i] != null) {
        low[i].dropPartial();
        low[i] = null;
      }
    }
    high.values().forEach(ChunkStream::dropPartial);
    high.clear();
    count = 0;
  }

  private void forget() {
    ChunkStream oldest = null;
    for (ChunkStream stream : low) {
      oldest = older(oldest, stream);
    }
    for (ChunkStream stream : high.values()) {
      oldest = older(oldest, stream);
    }
    if (oldest == null) {
      throw new RtmpException(
          RtmpError.TOO_MUCH_STATE, "messages begun on all of " + limit + " chunk streams");
    }
    if (oldest.id < ONE_BYTE_IDS) {
      low[oldest.id] = null;
    } else {
      high.remove(oldest.id);
    }
    count--;
  }

  private static ChunkStream older(ChunkStream a, ChunkStream b) {
    if (b == null || b.inMessage()) {
      return a;
    }
    return a == null || b.lastUse < a.lastUse ? b : a;
  }
}
