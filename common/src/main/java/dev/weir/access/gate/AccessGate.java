package dev.weir.access.gate;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRequest;
import dev.weir.access.ConnectAnswer;
import dev.weir.access.ConnectAttempt;
import dev.weir.metrics.NodeMetrics;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * The node's policy, with what keeps guessers and crowds out around it: nobody is asked to decide
 * on a guess too many, and what is allowed still has to find a place.
 */
public final class AccessGate implements AccessPolicy {
  private final AccessPolicy policy;
  private final AttemptGuard guard;
  private final SessionQuota quota;

  /**
   * @param policy what decides
   * @param limits what is let pass
   * @param metrics what happened
   */
  public AccessGate(AccessPolicy policy, GateLimits limits, NodeMetrics metrics) {
    this.policy = policy;
    this.quota = new SessionQuota(limits);
    this.guard =
        new AttemptGuard(policy, limits.failuresPerAddress(), limits.ban(), metrics::addressBanned);
  }

  @Override
  public CompletionStage<AccessDecision> decide(AccessRequest request) {
    return guard.decide(request);
  }

  @Override
  public Optional<AccessDecision> recheck(AccessRequest request, AccessDecision decision) {
    return policy.recheck(request, decision);
  }

  @Override
  public ConnectAnswer connect(ConnectAttempt attempt) {
    return guard.connect(attempt);
  }

  @Override
  public Optional<AccessDecision> begin(AccessRequest request, AccessDecision decision) {
    if (isPull(request)) {
      return Optional.empty();
    }
    Optional<AccessDecision> full = quota.enter(request, decision);
    if (full.isPresent()) {
      return full;
    }
    if (request.vouched().isPresent()) {
      return Optional.empty();
    }
    Optional<AccessDecision> refused = policy.begin(request, decision);
    if (refused.isPresent()) {
      quota.leave(request, decision);
    }
    return refused;
  }

  @Override
  public void end(AccessRequest request, AccessDecision decision) {
    if (isPull(request)) {
      return;
    }
    quota.leave(request, decision);
    // The node that vouches for it has a session of its own, and says when that is over.
    if (request.vouched().isEmpty()) {
      policy.end(request, decision);
    }
  }

  @Override
  public void close() {
    policy.close();
  }

  /** Another node takes a stream once for all of its players, and counts those itself. */
  private static boolean isPull(AccessRequest request) {
    return request.vouched().isPresent() && request.action() == AccessRequest.Action.PLAY;
  }
}
