package dev.weir.access;

import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Decides who may do what. Called on event loops: it must not block, and may answer from any
 * thread.
 */
@FunctionalInterface
public interface AccessPolicy {
  /**
   * Lets everybody do everything. A publisher's identity is its query, and its priority what the
   * query says, 100 when nothing.
   */
  AccessPolicy OPEN = new OpenAccess(OpenAccess.PRIORITY_MAX);

  /** Decides; a failed stage is a refusal. */
  CompletionStage<AccessDecision> decide(AccessRequest request);

  /**
   * Looks again at what was allowed; from memory and at once, for it is asked every second or two
   * for every session.
   *
   * @param request what was asked for, without its secrets
   * @param decision what was answered
   * @return empty while it holds, else the refusal that ends the session
   */
  default Optional<AccessDecision> recheck(AccessRequest request, AccessDecision decision) {
    return Optional.empty();
  }

  /** Looks at a connect, before anybody has said what he wants; from memory and at once. */
  default ConnectAnswer connect(ConnectAttempt attempt) {
    return ConnectAnswer.PASS;
  }
}
