package dev.weir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/**
 * Ends a process with the one that started it: {@code -Dweir.stop-on-stdin-eof=true} makes the end
 * of standard input count like SIGTERM.
 *
 * <p>The kernel closes a pipe when its writer is gone, whatever it died of, SIGKILL among it. Off
 * by default, since a node in the background has no standard input to begin with.
 */
final class StandardInput {
  private static final String PROPERTY = "weir.stop-on-stdin-eof";

  private StandardInput() {}

  /** Completes the future at the end of standard input, if the property asks for it. */
  static void completeAtEnd(CompletableFuture<String> stop) {
    if (Boolean.getBoolean(PROPERTY)) {
      Thread reader = new Thread(() -> read(System.in, stop), "weir-stdin");
      reader.setDaemon(true);
      reader.start();
    }
  }

  static void read(InputStream in, CompletableFuture<String> stop) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // Unreadable is as good as over.
    }
    stop.complete("stdin-closed");
  }
}
