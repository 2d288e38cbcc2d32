package dev.weir.cluster;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryMergedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import dev.weir.access.StreamKeyRecord;
import io.vertx.core.Future;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stream keys in a Hazelcast map from id to JSON text, which carries the news; what counts is each
 * node's memory. What the map lacks, because a merge or the loss of origins took it away, every
 * node that knows it puts back.
 */
final class HazelcastStreamKeys
    implements StreamKeyStore,
        EntryAddedListener<String, String>,
        EntryUpdatedListener<String, String>,
        EntryMergedListener<String, String>,
        AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastStreamKeys.class);
  private static final int RESYNC_SECONDS = 5;
  private static final int ATTEMPTS = 5;
  private static final int CLOSE_MILLIS = 500;

  private final IMap<String, String> map;
  private final HazelcastCalls calls;
  private final Optional<StreamKeyFile> file;
  private final KnownKeys known = new KnownKeys();
  private final AtomicBoolean unsaved = new AtomicBoolean();
  private final ScheduledThreadPoolExecutor thread;

  HazelcastStreamKeys(
      IMap<String, String> map, HazelcastCalls calls, Optional<StreamKeyFile> file, String nodeId) {
    this.map = map;
    this.calls = calls;
    this.file = file;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1, task -> HazelcastThreads.daemon("weir-keys-" + nodeId, task));
  }

  /** Reads the file and the map, and goes on with both. Blocks. */
  void start() {
    file.ifPresent(keys -> keys.read().forEach(known::learn));
    map.addEntryListener(this, true);
    resync();
    thread.scheduleWithFixedDelay(this::resync, RESYNC_SECONDS, RESYNC_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public Optional<StreamKeyRecord> byHash(String sha256Hex) {
    return known.byHash(sha256Hex);
  }

  @Override
  public Optional<StreamKeyRecord> byId(String id) {
    return known.byId(id);
  }

  @Override
  public List<StreamKeyRecord> all() {
    return known.all();
  }

  @Override
  public Future<Void> add(StreamKeyRecord key) {
    if (known.size() >= MAX_KEYS) {
      return Future.failedFuture(new IllegalStateException("there are " + MAX_KEYS + " keys"));
    }
    if (known.byHash(key.hash()).isPresent() || known.byId(key.id()).isPresent()) {
      return Future.failedFuture(new IllegalStateException("there is such a key"));
    }
    return calls
        .blocking(() -> map.putIfAbsent(key.id(), StoredKey.toText(key)) == null)
        .compose(
            added -> {
              if (!added) {
                return Future.failedFuture(new IllegalStateException("there is such a key"));
              }
              learn(key);
              return Future.succeededFuture();
            });
  }

  @Override
  public Future<Optional<StreamKeyRecord>> revoke(String id) {
    return calls.blocking(
        () -> {
          Optional<StreamKeyRecord> found =
              StoredKey.parse(map.get(id)).or(() -> known.byId(id)).map(StreamKeyRecord::takenBack);
          if (found.isPresent()) {
            // First here: whatever becomes of the map, this node takes it no more and says so.
            learn(found.get());
            push(found.get());
          }
          return found;
        });
  }

  @Override
  public void entryAdded(EntryEvent<String, String> event) {
    StoredKey.parse(event.getValue()).ifPresent(this::learn);
  }

  @Override
  public void entryUpdated(EntryEvent<String, String> event) {
    StoredKey.parse(event.getValue()).ifPresent(this::learn);
  }

  @Override
  public void entryMerged(EntryEvent<String, String> event) {
    StoredKey.parse(event.getValue()).ifPresent(this::learn);
  }

  /** Stops; what is not in the file yet is written. Blocks. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (unsaved.get()) {
      save();
    }
  }

  private void learn(StreamKeyRecord key) {
    if (known.learn(key)) {
      LOG.info("event=stream-key-known id={} revoked={}", key.id(), key.revoked());
      saveLater();
    }
  }

  /** A repeated task that throws once is never run again. */
  private void resync() {
    try {
      Map<String, StreamKeyRecord> there = new HashMap<>();
      for (StreamKeyRecord key : HazelcastPage.read(map, StoredKey::parse)) {
        there.put(key.id(), key);
        learn(key);
      }
      for (StreamKeyRecord key : known.all()) {
        StreamKeyRecord theirs = there.get(key.id());
        if (theirs == null || (key.revoked() && !theirs.revoked())) {
          push(key);
        }
      }
    } catch (RuntimeException e) {
      LOG.debug("event=stream-keys-resync-failed reason=\"{}\"", e.getMessage());
    }
    if (unsaved.get()) {
      save();
    }
  }

  /** Makes the map say at least this. Blocks. */
  private void push(StreamKeyRecord key) {
    String text = StoredKey.toText(key);
    for (int i = 0; i < ATTEMPTS; i++) {
      String there = map.putIfAbsent(key.id(), text);
      boolean said = there == null || !key.revoked() || there.equals(text);
      if (said || map.replace(key.id(), there, text)) {
        return;
      }
    }
  }

  private void saveLater() {
    if (file.isPresent() && unsaved.compareAndSet(false, true)) {
      try {
        thread.execute(this::save);
      } catch (RejectedExecutionException closing) {
        LOG.debug("event=stream-keys-save-left reason=closing");
      }
    }
  }

  private synchronized void save() {
    if (file.isEmpty()) {
      return;
    }
    unsaved.set(false);
    try {
      file.get().write(known.all());
    } catch (IOException | RuntimeException e) {
      unsaved.set(true);
      LOG.error(
          "event=stream-keys-not-saved access.keys-file={} reason=\"{}\"",
          file.get(),
          e.toString());
    }
  }
}
