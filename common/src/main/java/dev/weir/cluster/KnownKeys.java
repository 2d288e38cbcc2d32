package dev.weir.cluster;

import dev.weir.access.StreamKeyRecord;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The stream keys that this node knows. They only grow: a key is added, and at most once it is
 * revoked, for good. So it does not matter in which order and how often news comes. Any thread.
 */
final class KnownKeys {
  private final Map<String, StreamKeyRecord> byId = new ConcurrentHashMap<>();
  private final Map<String, String> idByHash = new ConcurrentHashMap<>();

  Optional<StreamKeyRecord> byHash(String hash) {
    return Optional.ofNullable(idByHash.get(hash)).flatMap(this::byId);
  }

  Optional<StreamKeyRecord> byId(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  List<StreamKeyRecord> all() {
    return byId.values().stream().sorted(Comparator.comparing(StreamKeyRecord::id)).toList();
  }

  int size() {
    return byId.size();
  }

  /**
   * Learns of a key.
   *
   * @return whether that is news
   */
  synchronized boolean learn(StreamKeyRecord key) {
    StreamKeyRecord before = byId.get(key.id());
    if (before == null) {
      String owner = idByHash.get(key.hash());
      if (byId.size() >= StreamKeyStore.MAX_KEYS || owner != null) {
        return false;
      }
      byId.put(key.id(), key);
      idByHash.put(key.hash(), key.id());
      return true;
    }
    if (before.revoked() || !key.revoked()) {
      return false;
    }
    byId.put(key.id(), before.takenBack());
    return true;
  }
}
