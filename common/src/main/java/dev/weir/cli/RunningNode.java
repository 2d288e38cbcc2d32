package dev.weir.cli;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A node that was started. */
public interface RunningNode {
  /**
   * Begins to send everybody elsewhere, if that has not begun yet. The stage is done when nobody is
   * left, or the time for it is over; the node still runs then.
   */
  default CompletionStage<Void> drain() {
    return CompletableFuture.completedStage(null);
  }

  /** Done when a drain is, whoever began it. */
  default CompletionStage<Void> drained() {
    return new CompletableFuture<>();
  }

  /**
   * Ends the node in good order; called once. The stage is done when all it held has been given
   * back.
   */
  CompletionStage<Void> close();
}
