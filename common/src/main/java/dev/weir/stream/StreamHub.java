package dev.weir.stream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The live streams of this node by name, and the players who wait for one to appear. Any thread.
 */
public final class StreamHub {
  /** A few hundred bytes each; more than twice as many as may be connected by default. */
  private static final int MAX_WAITING = 50_000;

  private final Map<StreamKey, LiveStream> streams = new ConcurrentHashMap<>();
  private final Map<StreamKey, Set<Promise<LiveStream>>> waiting = new HashMap<>();
  private int waiters;

  /** The stream, or null. */
  public LiveStream find(StreamKey key) {
    return streams.get(key);
  }

  /** All of them, as they are now. */
  public Collection<LiveStream> all() {
    return List.copyOf(streams.values());
  }

  /** A stream went live: whoever waits for it gets it. */
  public void add(LiveStream stream) {
    Set<Promise<LiveStream>> promises;
    synchronized (waiting) {
      streams.put(stream.key(), stream);
      promises = waiting.remove(stream.key());
      waiters -= promises == null ? 0 : promises.size();
    }
    if (promises != null) {
      promises.forEach(promise -> promise.tryComplete(stream));
    }
  }

  /** A stream is over. */
  public void remove(LiveStream stream) {
    streams.remove(stream.key(), stream);
  }

  /**
   * The stream, now or when it appears.
   *
   * @param holdMillis how long to wait
   * @param timer ends the wait
   */
  public Future<LiveStream> await(StreamKey key, long holdMillis, LoopTimer timer) {
    Promise<LiveStream> promise = Promise.promise();
    synchronized (waiting) {
      LiveStream live = streams.get(key);
      if (live != null) {
        return Future.succeededFuture(live);
      }
      if (waiters >= MAX_WAITING || holdMillis <= 0) {
        return Future.failedFuture(new StreamNotFoundException("No such stream."));
      }
      waiting.computeIfAbsent(key, k -> new LinkedHashSet<>()).add(promise);
      waiters++;
    }
    timer.after(holdMillis, () -> giveUp(key, promise));
    return promise.future();
  }

  private void giveUp(StreamKey key, Promise<LiveStream> promise) {
    synchronized (waiting) {
      Set<Promise<LiveStream>> promises = waiting.get(key);
      if (promises == null || !promises.remove(promise)) {
        return;
      }
      waiters--;
      if (promises.isEmpty()) {
        waiting.remove(key);
      }
    }
    promise.tryFail(new StreamNotFoundException("No such stream."));
  }
}
