package dev.weir.cluster;

import dev.weir.access.StreamKeyRecord;
import dev.weir.access.StreamKeys;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/**
 * The stream keys of the cluster. Every node has all of them in memory, so that looking one up asks
 * nobody; a new or revoked key is known everywhere within 5 s, mostly at once.
 *
 * <p>Nothing is ever removed: a key that was revoked stays as such, or a node that was away would
 * bring it back. So keys are there as long as one node lives that knows them.
 */
public interface StreamKeyStore extends StreamKeys {
  /** Keys there may be at most, revoked ones among them. */
  int MAX_KEYS = 10_000;

  /** All keys, ordered by id. Any thread; never blocks. */
  List<StreamKeyRecord> all();

  /**
   * Adds a key.
   *
   * @return fails with {@link IllegalStateException} when its id or its hash is taken, or there are
   *     {@link #MAX_KEYS} already, and with {@link ClusterUnavailableException} when no origin is
   *     there
   */
  Future<Void> add(StreamKeyRecord key);

  /**
   * Revokes a key; nothing when it was revoked before.
   *
   * @return the key as it is now; empty when there is none of that id
   */
  Future<Optional<StreamKeyRecord>> revoke(String id);
}
