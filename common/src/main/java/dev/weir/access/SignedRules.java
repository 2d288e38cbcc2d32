package dev.weir.access;

import java.time.Duration;
import java.util.Map;

/**
 * Signed URLs.
 *
 * @param keys secrets by key id; two while one takes the place of the other
 * @param clockSkew how wrong the clock of whoever signs may be
 */
public record SignedRules(Map<String, HmacSecret> keys, Duration clockSkew) {
  public SignedRules {
    keys = Map.copyOf(keys);
  }
}
