package dev.weir.loadtest.load;

import dev.weir.loadtest.simulation.Disturbance;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A command of the user's, by the shell.
 *
 * @param command as given
 */
record ShellCommand(String command) implements Disturbance {
  @Override
  public CompletableFuture<Void> begin() {
    try {
      Process process =
          new ProcessBuilder(List.of("sh", "-c", command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process
          .onExit()
          .thenAccept(
              ended -> {
                if (ended.exitValue() != 0) {
                  throw new IllegalStateException(
                      "the command failed with exit code " + ended.exitValue() + ": " + command);
                }
              });
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
