package dev.weir.loadtest.simulation;

import java.util.concurrent.CompletableFuture;

/** What is done to a server in the middle of a load test, once or several times. */
public interface Disturbance {
  /** Nothing is done. */
  Disturbance NONE = fault -> CompletableFuture.completedFuture(null);

  /**
   * Begins, and does not block.
   *
   * @return done when all is done and the server is to serve as before; fails with the reason when
   *     it could not be done
   */
  CompletableFuture<Void> begin(Fault fault);

  /**
   * Mends what the last fault broke, so that there can be another one, and does not block.
   *
   * @return done when it is mended; fails with the reason when it could not be
   */
  default CompletableFuture<Void> mend() {
    return CompletableFuture.completedFuture(null);
  }
}
