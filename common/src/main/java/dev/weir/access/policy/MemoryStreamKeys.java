package dev.weir.access.policy;

import dev.weir.access.StreamKeyRecord;
import dev.weir.access.StreamKeys;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Stream keys that somebody has written down, before those that others know. */
public final class MemoryStreamKeys implements StreamKeys {
  private final Map<String, StreamKeyRecord> byHash;
  private final Map<String, StreamKeyRecord> byId;
  private final StreamKeys others;

  /**
   * @param keys of different ids and secrets
   * @param others asked for all the rest
   */
  public MemoryStreamKeys(Collection<StreamKeyRecord> keys, StreamKeys others) {
    this.byHash =
        keys.stream().collect(Collectors.toMap(StreamKeyRecord::hash, Function.identity()));
    this.byId = keys.stream().collect(Collectors.toMap(StreamKeyRecord::id, Function.identity()));
    this.others = others;
  }

  @Override
  public Optional<StreamKeyRecord> byHash(String sha256Hex) {
    StreamKeyRecord key = byHash.get(sha256Hex);
    return key == null ? others.byHash(sha256Hex) : Optional.of(key);
  }

  @Override
  public Optional<StreamKeyRecord> byId(String id) {
    StreamKeyRecord key = byId.get(id);
    return key == null ? others.byId(id) : Optional.of(key);
  }
}
