package dev.weir.kube;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Programs of the system that end by themselves. */
public final class Shell {
  private static final int SECONDS = 30;

  private Shell() {}

  /** Runs one; what it said. Fails unless it exits with 0. */
  public static String run(String... words) {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(Arrays.toString(words) + ": " + said.strip());
      }
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Likewise, given as one line. */
  public static String line(String words) {
    return run(words.split(" "));
  }

  /** Runs one whose failure says that there was nothing to do. */
  public static void quietly(String words) {
    try {
      line(words);
    } catch (UncheckedIOException | IllegalStateException e) {
      // It was never made, or is gone already.
    }
  }

  /** Whether there is such a program. */
  static boolean has(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .filter(directory -> !directory.isEmpty())
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
  }
}
