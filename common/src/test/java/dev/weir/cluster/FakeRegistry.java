package dev.weir.cluster;

import dev.weir.stream.StreamKey;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A registry that says what a test sets. */
public final class FakeRegistry implements StreamRegistry {
  private final Map<StreamKey, StreamRecord> seen = new ConcurrentHashMap<>();
  private final Map<StreamKey, StreamRecord> held = new ConcurrentHashMap<>();
  private final List<Consumer<StreamKey>> watches = new CopyOnWriteArrayList<>();
  private final AtomicInteger lookups = new AtomicInteger();

  /** A claim of another origin; without a word about it. */
  public void hold(StreamRecord record) {
    held.put(record.key(), record);
    seen.put(record.key(), record);
  }

  /** The claim vanishes, and whoever watches is told so. */
  public void sweep(StreamKey key) {
    held.remove(key);
    seen.remove(key);
    hint(key);
  }

  /** The news of a claim comes before an answer tells it. */
  public void tell(StreamRecord record) {
    seen.put(record.key(), record);
    hint(record.key());
  }

  /** Says that there are news. */
  public void hint(StreamKey key) {
    watches.forEach(watch -> watch.accept(key));
  }

  /** How often it was asked for an owner. */
  public int lookups() {
    return lookups.get();
  }

  @Override
  public Future<StreamRecord> claim(StreamKey key, int priority) {
    StreamRecord holder = held.get(key);
    return holder == null
        ? Future.succeededFuture(new StreamRecord(key, "me", "127.0.0.1", 1935, priority, 2, 0))
        : Future.failedFuture(new StreamTakenException(holder));
  }

  @Override
  public Future<Boolean> renew(StreamRecord mine) {
    return Future.succeededFuture(true);
  }

  @Override
  public Future<Void> release(StreamRecord mine) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Optional<StreamRecord>> locate(StreamKey key) {
    lookups.incrementAndGet();
    return Future.succeededFuture(Optional.ofNullable(held.get(key)));
  }

  @Override
  public Optional<StreamRecord> seen(StreamKey key) {
    return Optional.ofNullable(seen.get(key));
  }

  @Override
  public Future<List<StreamRecord>> list() {
    return Future.succeededFuture(List.copyOf(held.values()));
  }

  @Override
  public Future<Void> settled(Duration stood) {
    return Future.succeededFuture();
  }

  @Override
  public Watch watch(Consumer<StreamKey> changed) {
    watches.add(changed);
    return () -> watches.remove(changed);
  }
}
