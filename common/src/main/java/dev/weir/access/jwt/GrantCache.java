package dev.weir.access.jwt;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Genuine tokens that came before, by their digest: the players of one page often share one, and
 * encoders come again with theirs. The ones that were used longest ago are forgotten.
 */
final class GrantCache {
  private static final int MAX = 4_096;

  private final Map<String, Grant> grants =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Grant> eldest) {
          return size() > MAX;
        }
      };

  synchronized Optional<Grant> get(String digest) {
    return Optional.ofNullable(grants.get(digest));
  }

  synchronized void put(String digest, Grant grant) {
    grants.put(digest, grant);
  }
}
