package dev.weir.loadtest.load;

import dev.weir.loadtest.simulation.Disturbance;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Somebody's server.
 *
 * @param playUrls as the user gave them
 * @param publishUrls likewise
 * @param disturbance a command of the user's, or nothing
 */
record GivenGround(List<String> playUrls, List<String> publishUrls, Disturbance disturbance)
    implements Ground {
  @Override
  public String server() {
    return "";
  }

  @Override
  public CompletableFuture<?> death() {
    return new CompletableFuture<>();
  }

  @Override
  public Optional<Path> keep() {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
