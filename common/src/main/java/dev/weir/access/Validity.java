package dev.weir.access;

import java.time.Duration;
import java.util.Optional;

/**
 * From when to when something holds. Whoever set the times may have a clock that is somewhat wrong;
 * who is let in only because of that is let in for that long.
 *
 * @param expMillis first moment at which it does not hold any more
 * @param nbfMillis first moment at which it holds
 * @param skew how wrong clocks may be
 */
public record Validity(long expMillis, long nbfMillis, Duration skew) {
  /**
   * The refusal, if now is another time.
   *
   * @param what the subject of the sentence
   */
  public Optional<AccessDecision> refusal(long nowMillis, String what) {
    if (nowMillis >= expMillis + skew.toMillis()) {
      return Optional.of(AccessDecision.refused(AccessRefusal.EXPIRED, what + " has expired."));
    }
    return nowMillis < nbfMillis - skew.toMillis()
        ? Optional.of(AccessDecision.refused(AccessRefusal.NOT_YET, what + " is not valid yet."))
        : Optional.empty();
  }

  /** When the session of somebody who is let in now ends. */
  public long untilMillis(long nowMillis) {
    return nowMillis < expMillis ? expMillis : expMillis + skew.toMillis();
  }
}
