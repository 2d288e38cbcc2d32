package dev.weir.loadtest.load;

import dev.weir.loadtest.simulation.Disturbance;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The server that is loaded, running. */
interface Ground extends AutoCloseable {
  /** Where players go; at least one. */
  List<String> playUrls();

  /** Where publishers go; at least one. */
  List<String> publishUrls();

  /** What it says of itself; may be empty. */
  String server();

  /** What is done to it in the middle. */
  Disturbance disturbance();

  /** Fails with the reason when it ends by itself. */
  CompletableFuture<?> death();

  /** Keeps what it leaves behind for somebody to look at; where that is, if there is anything. */
  Optional<Path> keep();

  /** Stops what was started for it; blocks until that has ended. */
  @Override
  void close();
}
