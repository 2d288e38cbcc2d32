package dev.weir.cluster;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.EntryListener;
import com.hazelcast.map.IMap;
import com.hazelcast.map.MapEvent;
import com.hazelcast.map.listener.EntryMergedListener;
import dev.weir.stream.StreamKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the map says about itself into hints, and makes up for what it does not say: a lost
 * partition and a merge take entries away without an event. It remembers the last record seen for
 * each key, which also keeps this node's epochs ahead of all it has seen.
 */
final class HazelcastStreamEvents
    implements EntryListener<String, String>, EntryMergedListener<String, String> {
  private static final Logger LOG = LoggerFactory.getLogger(HazelcastStreamEvents.class);
  private static final int MAX_WATCHES = 64;

  private final IMap<String, String> streams;
  private final List<Consumer<StreamKey>> watches = new CopyOnWriteArrayList<>();
  private final Map<StreamKey, StreamRecord> known = new ConcurrentHashMap<>();
  private final AtomicLong highestEpoch = new AtomicLong();

  HazelcastStreamEvents(IMap<String, String> streams) {
    this.streams = streams;
  }

  /** Begins listening. Blocks. */
  void start() {
    streams.addEntryListener(this, true);
    resync(false);
  }

  Watch watch(Consumer<StreamKey> changed) {
    // A wrapper, so that the same consumer may watch twice and each watch closes its own.
    Consumer<StreamKey> watch = key -> changed.accept(key);
    synchronized (watches) {
      if (watches.size() >= MAX_WATCHES) {
        throw new IllegalStateException(MAX_WATCHES + " watches are open already");
      }
      watches.add(watch);
    }
    return () -> watches.remove(watch);
  }

  /** An epoch above every one seen here, and not below the clock. */
  long nextEpoch(long nowMillis) {
    return highestEpoch.updateAndGet(seen -> ClaimRule.nextEpoch(seen, nowMillis));
  }

  /** See {@link StreamRegistry#seen}. */
  Optional<StreamRecord> seen(StreamKey key) {
    return Optional.ofNullable(known.get(key));
  }

  /**
   * Compares the map with what is known and hints at the differences. Blocks.
   *
   * @param all hint at every key that is in the map or was, because events may have gone missing
   */
  void resync(boolean all) {
    List<StreamRecord> records;
    try {
      records = HazelcastPage.read(streams, StreamRecord::parse);
    } catch (RuntimeException e) {
      LOG.debug("event=registry-resync-failed reason=\"{}\"", e.getMessage());
      if (all) {
        Set.copyOf(known.keySet()).forEach(this::hint);
      }
      return;
    }
    Map<StreamKey, StreamRecord> current = new HashMap<>();
    records.forEach(found -> current.put(found.key(), found));
    Set<StreamKey> keys = new HashSet<>(known.keySet());
    keys.addAll(current.keySet());
    for (StreamKey key : keys) {
      StreamRecord before = known.get(key);
      StreamRecord now = current.get(key);
      remember(key, now);
      if (all || now == null || !now.equals(before)) {
        hint(key);
      }
    }
  }

  private void changed(String name, String value) {
    StreamKey.parse(name)
        .ifPresent(
            key -> {
              remember(key, StreamRecord.parse(value).orElse(null));
              hint(key);
            });
  }

  private void remember(StreamKey key, StreamRecord record) {
    if (record == null) {
      known.remove(key);
      return;
    }
    highestEpoch.accumulateAndGet(record.epoch(), Math::max);
    if (known.size() < HazelcastPage.MAX_ENTRIES || known.containsKey(key)) {
      known.put(key, record);
    }
  }

  private void hint(StreamKey key) {
    for (Consumer<StreamKey> watch : watches) {
      try {
        watch.accept(key);
      } catch (RuntimeException e) {
        LOG.warn("event=watch-failed stream={}", key, e);
      }
    }
  }

  @Override
  public void entryAdded(EntryEvent<String, String> event) {
    changed(event.getKey(), event.getValue());
  }

  @Override
  public void entryUpdated(EntryEvent<String, String> event) {
    changed(event.getKey(), event.getValue());
  }

  @Override
  public void entryMerged(EntryEvent<String, String> event) {
    changed(event.getKey(), event.getValue());
  }

  @Override
  public void entryRemoved(EntryEvent<String, String> event) {
    changed(event.getKey(), null);
  }

  @Override
  public void entryEvicted(EntryEvent<String, String> event) {
    changed(event.getKey(), null);
  }

  @Override
  public void entryExpired(EntryEvent<String, String> event) {
    // May come twice, and for an entry that has been claimed again; the next comparison puts the
    // memory right, and whoever is hinted reads the map.
    changed(event.getKey(), null);
  }

  @Override
  public void mapCleared(MapEvent event) {
    Set.copyOf(known.keySet()).forEach(this::hint);
  }

  @Override
  public void mapEvicted(MapEvent event) {
    Set.copyOf(known.keySet()).forEach(this::hint);
  }
}
