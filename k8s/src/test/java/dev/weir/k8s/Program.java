package dev.weir.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that is not ours. Where it is not installed the test that needs it says so and is
 * skipped; it does not pass.
 *
 * @param command its name and the arguments that come first
 */
public record Program(List<String> command) {
  private static final int MINUTES = 5;

  /** What it said. */
  public record Output(int status, String out, String err) {
    /** Standard output; fails with standard error when the program did. */
    public String good() {
      if (status != 0) {
        throw new AssertionError("status " + status + ": " + err + out);
      }
      return out;
    }
  }

  /** One that is on the path. */
  public static Optional<Program> find(String name) {
    for (String directory : System.getenv().getOrDefault("PATH", "").split(":")) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, name))) {
        return Optional.of(new Program(List.of(name)));
      }
    }
    return Optional.empty();
  }

  /** The program, or the end of the test as not run. */
  public static Program require(String what, Optional<Program> program) {
    return program.orElseGet(() -> Assumptions.abort("NOT RUN: there is no " + what + " here"));
  }

  /** Runs to the end in the working directory of the tests. */
  public Output run(String... arguments) {
    return run(Path.of(""), "", arguments);
  }

  /** Runs to the end in a directory, with something to read. */
  public Output run(Path directory, String input, String... arguments) {
    List<String> words = new ArrayList<>(command);
    words.addAll(Arrays.asList(arguments));
    try {
      Path scratch = Files.createTempDirectory("weir-k8s");
      Path in = Files.writeString(scratch.resolve("in"), input);
      Path out = scratch.resolve("out");
      Path err = scratch.resolve("err");
      Process process =
          new ProcessBuilder(words)
              .directory(directory.toAbsolutePath().toFile())
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new AssertionError(words + " does not end");
      }
      Output output = new Output(process.exitValue(), text(out), text(err));
      for (Path file : List.of(in, out, err, scratch)) {
        Files.delete(file);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(words + " was interrupted", e);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
