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

  /** Why he has to go, if he has to. What another node vouches for, that node looks after. */
  public Optional<AccessDecision> check(AccessPolicy policy) {
    return request.vouched().isPresent() ? Optional.empty() : policy.recheck(request, decision);
  }
}
