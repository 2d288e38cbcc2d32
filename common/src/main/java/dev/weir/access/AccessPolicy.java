package dev.weir.access;

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
  AccessPolicy OPEN = new OpenAccess();

  /** Decides; a failed stage is a refusal. */
  CompletionStage<AccessDecision> decide(AccessRequest request);
}
