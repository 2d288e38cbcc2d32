package dev.weir.stream;

import io.vertx.core.Future;

/** Finds the live stream that a player asked for. The only seam between an origin and an edge. */
@FunctionalInterface
public interface StreamResolver {
  /**
   * Finds it, or waits for it to appear for as long as players are held.
   *
   * @return completes on any thread; fails with {@link StreamNotFoundException} when nobody
   *     publishes it
   */
  Future<LiveStream> resolve(StreamKey key);

  /**
   * As {@link #resolve}, for another node, which has been told that the stream is here and knows
   * where to ask when it is not: it is kept waiting no longer than the news may be early.
   */
  default Future<LiveStream> resolveForNode(StreamKey key) {
    return resolve(key);
  }
}
