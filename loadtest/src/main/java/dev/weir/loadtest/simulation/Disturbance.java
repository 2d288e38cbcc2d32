package dev.weir.loadtest.simulation;

import java.util.concurrent.CompletableFuture;

/** What is done to a server in the middle of a load test. */
public interface Disturbance {
  /** Nothing is done. */
  Disturbance NONE = () -> CompletableFuture.completedFuture(null);

  /**
   * Begins, and does not block.
   *
   * @return done when all is done and the server is to serve as before; fails with the reason when
   *     it could not be done
   */
  CompletableFuture<Void> begin();
}
