package dev.weir.access.policy;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Challenges that were answered, each good for once; the oldest are forgotten when they are many.
 */
final class SpentChallenges {
  private static final int MAX = 10_000;

  /** When each was spent; in the order of that. */
  private final Map<String, Long> spent = new LinkedHashMap<>();

  /** Whether it was not spent yet; it is from now on. Any thread. */
  synchronized boolean spend(String challenge, long nowMillis) {
    Iterator<Long> oldest = spent.values().iterator();
    boolean more = oldest.hasNext();
    while (more) {
      boolean old = nowMillis - oldest.next() > 2 * AdobeScheme.CHALLENGE_MILLIS;
      if (old || spent.size() >= MAX) {
        oldest.remove();
      }
      more = old && oldest.hasNext();
    }
    return spent.putIfAbsent(challenge, nowMillis) == null;
  }
}
