package dev.weir.access;

import java.util.Optional;

/**
 * The stream keys that are known, in memory: asked on event loops. A key that is not there any more
 * counts as taken back and ends its sessions, so one that comes from elsewhere stays known for as
 * long as that is out of reach.
 */
public interface StreamKeys {
  /** None. */
  StreamKeys NONE =
      new StreamKeys() {
        @Override
        public Optional<StreamKeyRecord> byHash(String sha256Hex) {
          return Optional.empty();
        }

        @Override
        public Optional<StreamKeyRecord> byId(String id) {
          return Optional.empty();
        }
      };

  /** The key whose secret has this SHA-256, in lower-case hex. */
  Optional<StreamKeyRecord> byHash(String sha256Hex);

  /** The key of an id. */
  Optional<StreamKeyRecord> byId(String id);
}
