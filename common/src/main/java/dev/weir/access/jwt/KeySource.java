package dev.weir.access.jwt;

import dev.weir.access.JwtRules;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Where the keys of tokens come from. */
public interface KeySource extends AutoCloseable {
  /** The keys now; null before they were fetched for the first time. From memory. */
  @Nullable KeySet current();

  /** A token named a key that is not among them. */
  default void missed() {}

  @Override
  default void close() {}

  /**
   * As rules say. What checks signatures fastest is loaded meanwhile.
   *
   * @param timer for those that are fetched
   * @throws IllegalArgumentException when the key set is of no use
   */
  static KeySource of(JwtRules rules, ScheduledExecutorService timer) {
    NativeCrypto.load();
    if (rules.keySetUrl() != null) {
      return new FetchedKeys(rules.keySetUrl(), timer);
    }
    KeySet set = KeySet.parse(rules.keySet(), NativeCrypto::provider);
    return () -> set;
  }

  /** Whether a text is a key set that can be used; throws when not, with the reason. */
  static void check(String json) {
    KeySet.parse(json);
  }
}
