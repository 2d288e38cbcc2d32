package dev.weir.http;

import dev.weir.access.StreamKeyRecord;
import dev.weir.cluster.StreamKeyStore;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Stream keys of nobody else. */
final class FakeKeys implements StreamKeyStore {
  volatile RuntimeException failure;
  private final Map<String, StreamKeyRecord> byId = new ConcurrentHashMap<>();

  @Override
  public Optional<StreamKeyRecord> byHash(String sha256Hex) {
    return byId.values().stream().filter(key -> key.hash().equals(sha256Hex)).findAny();
  }

  @Override
  public Optional<StreamKeyRecord> byId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  @Override
  public List<StreamKeyRecord> all() {
    return byId.values().stream().sorted(Comparator.comparing(StreamKeyRecord::id)).toList();
  }

  @Override
  public Future<Void> add(StreamKeyRecord key) {
    if (failure != null) {
      return Future.failedFuture(failure);
    }
    byId.put(key.id(), key);
    return Future.succeededFuture();
  }

  @Override
  public Future<Optional<StreamKeyRecord>> revoke(String id) {
    return Future.succeededFuture(
        Optional.ofNullable(byId.computeIfPresent(id, (same, key) -> key.takenBack())));
  }
}
