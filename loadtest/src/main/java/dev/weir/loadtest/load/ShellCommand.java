package dev.weir.loadtest.load;

import dev.weir.loadtest.simulation.Disturbance;
import dev.weir.loadtest.simulation.Fault;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A command of the user's, by the shell. It finds in its environment which fault of the run it is
 * to cause, and where the streams are: a cluster's next fault concerns another node.
 *
 * @param command as given
 */
record ShellCommand(String command) implements Disturbance {
  /** From 1. */
  static final String NUMBER = "FAULT_NUMBER";

  /** As in {@code host:1935}; empty when nothing is published. */
  static final String SERVER = "FAULT_SERVER";

  @Override
  public CompletableFuture<Void> begin(Fault fault) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(List.of("sh", "-c", command))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put(NUMBER, String.valueOf(fault.number()));
      builder.environment().put(SERVER, fault.server());
      return builder
          .start()
          .onExit()
          .thenAccept(
              ended -> {
                if (ended.exitValue() != 0) {
                  throw new IllegalStateException(
                      "the command failed with exit code %d at fault %d: %s"
                          .formatted(ended.exitValue(), fault.number(), command));
                }
              });
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
