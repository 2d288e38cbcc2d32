package dev.weir.cli;

import java.util.concurrent.CompletionStage;

/** A node that was started. */
public interface RunningNode {
  /**
   * Ends the node in good order; called once. The stage is done when all it held has been given
   * back.
   */
  CompletionStage<Void> close();
}
