package dev.weir.access;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Decides who may do what. Called on event loops: it must not block, and may answer from any
 * thread.
 */
@FunctionalInterface
public interface AccessPolicy {
  /** Lets everybody do everything. */
  AccessPolicy OPEN = request -> CompletableFuture.completedStage(AccessDecision.ALLOWED);

  /** Decides; a failed stage is a refusal. */
  CompletionStage<AccessDecision> decide(AccessRequest request);
}
