package dev.weir.k8s.policy;

import dev.weir.k8s.Manifests;
import java.util.function.Consumer;

/**
 * A mistake, and who has to find it.
 *
 * @param policy which has to complain
 * @param mistake in words
 * @param overlay in which it is made
 * @param change that makes it
 */
record Mutation(Policy policy, String mistake, String overlay, Consumer<Manifests> change) {
  static Mutation of(Policy policy, String mistake, Consumer<Manifests> change) {
    return new Mutation(policy, mistake, "overlays/prod", change);
  }

  @Override
  public String toString() {
    return policy + ": " + mistake;
  }
}
