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

  /**
   * As {@link #OPEN}, for those who must not outrank others.
   *
   * @param priorityMax the highest that a publisher gets by asking for it
   */
  static AccessPolicy open(int priorityMax) {
    return new OpenAccess(priorityMax);
  }

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

  /**
   * A session begins with what was allowed: it takes its place.
   *
   * @param request what was asked for, without its secrets
   * @param decision what was answered: a yes
   * @return the refusal when there is no place; otherwise empty, and {@link #end} has to follow
   */
  default Optional<AccessDecision> begin(AccessRequest request, AccessDecision decision) {
    return Optional.empty();
  }

  /**
   * A session that began is over; once, and from memory.
   *
   * @param request as it began
   * @param decision as it began
   */
  default void end(AccessRequest request, AccessDecision decision) {}

  /** Looks at a connect, before anybody has said what he wants; from memory and at once. */
  default ConnectAnswer connect(ConnectAttempt attempt) {
    return ConnectAnswer.PASS;
  }

  /** Lets go of what it holds; what is asked of it then fails. */
  default void close() {}
}
