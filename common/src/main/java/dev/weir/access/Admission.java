package dev.weir.access;

import java.util.Optional;

/**
 * Somebody who was let in, for as long as he is here.
 *
 * @param request what he asked for, without secrets
 * @param decision what was answered
 */
public record Admission(AccessRequest request, AccessDecision decision) {
  /** After a policy allowed a request. */
  public static Admission of(AccessRequest request, AccessDecision decision) {
    return new Admission(request.settled(decision), decision);
  }

  /** Why he has to go, if he has to. */
  public Optional<AccessDecision> check(AccessPolicy policy, long nowMillis) {
    if (request.vouched().isPresent()) {
      // That node looks after it, also after the end of its time: it has the better words for it.
      return Optional.empty();
    }
    if (nowMillis >= decision.untilMillis()) {
      return Optional.of(
          AccessDecision.refused(
              AccessRefusal.EXPIRED, "The time that this was allowed for is over."));
    }
    return policy.recheck(request, decision);
  }
}
