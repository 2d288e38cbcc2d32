package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Assumptions;

/**
 * A program that is not ours: an encoder or a player, in the version that a test names. Where it
 * cannot run, the test that needs it says so and is skipped; it does not pass.
 *
 * @param name for messages
 * @param executable its path
 */
public record Tool(String name, Path executable) {
  private static final int PROBE_SECONDS = 60;

  /** ffmpeg of the bytedeco artifact: a current one, with Enhanced RTMP. */
  public static Optional<Tool> bundledFfmpeg() {
    return Found.BUNDLED_FFMPEG;
  }

  /** The system's ffmpeg; Debian 12 has 5.1, which knows legacy FLV only. */
  public static Optional<Tool> systemFfmpeg() {
    return Found.SYSTEM_FFMPEG;
  }

  /** The current ffmpeg if it starts here, else the system's. */
  static Optional<Tool> anyFfmpeg() {
    return bundledFfmpeg().or(Tool::systemFfmpeg);
  }

  /** The system's rtmpdump, which is librtmp. */
  static Optional<Tool> rtmpdump() {
    return Found.RTMPDUMP;
  }

  /** Whether this ffmpeg was built with TLS. */
  boolean speaksRtmps() {
    try (Running asked = start("protocols-" + executable.getFileName(), "-protocols")) {
      return asked.awaitExit(PROBE_SECONDS) == 0 && asked.log().contains("rtmps");
    }
  }

  /** The tool, or the end of the test as not run. */
  public static Tool require(String name, Optional<Tool> tool) {
    return tool.orElseGet(() -> Assumptions.abort("not run, " + name + " does not start here"));
  }

  /** Starts it with its output in {@code target/it-tools/RUN.log} and nothing to read. */
  public Running start(String run, String... arguments) {
    List<String> command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(Arrays.asList(arguments));
    try {
      Path log = directory().resolve(run + ".log");
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      return new Running(run, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs it to its end and fails unless that is a good one. */
  void run(String run, String... arguments) {
    try (Running running = start(run, arguments)) {
      assertThat(running.awaitExit(PROBE_SECONDS)).as(running::log).isZero();
    }
  }

  /** Where tools leave their logs and recordings. */
  public static Path directory() throws IOException {
    return Files.createDirectories(Path.of("target", "it-tools"));
  }

  /** A path for a recording, without an older one. */
  static Path recording(String name) throws IOException {
    Path file = directory().resolve(name);
    Files.deleteIfExists(file);
    return file;
  }

  /**
   * A run of a tool.
   *
   * @param name for messages
   * @param process ended by {@link #close()}
   * @param output its standard output and error
   */
  public record Running(String name, Process process, Path output) implements AutoCloseable {
    /** Waits for its end; the exit code. */
    int awaitExit(int seconds) {
      try {
        assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as(this::log).isTrue();
        return process.exitValue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    /** Waits for its end and helps with SIGTERM when it takes longer; its files are then whole. */
    void end(int seconds) {
      try {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          process.destroy();
          process.waitFor(seconds, TimeUnit.SECONDS);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Its name and what it wrote. */
    public String log() {
      try {
        return name + ":\n" + Files.readString(output);
      } catch (IOException e) {
        return name + ": " + e.getMessage();
      }
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  /** Looked for once a JVM; unpacking takes a second. */
  private static final class Found {
    private static final Optional<Tool> BUNDLED_FFMPEG = bundled();
    private static final Optional<Tool> SYSTEM_FFMPEG =
        find("ffmpeg").filter(tool -> starts(tool, "-version"));
    private static final Optional<Tool> RTMPDUMP =
        find("rtmpdump").filter(tool -> starts(tool, "-h"));

    /** It starts only where libxcb, libasound, libpulse and libudev are, which it links to. */
    private static Optional<Tool> bundled() {
      try {
        System.setProperty(
            "org.bytedeco.javacpp.cachedir",
            Path.of("target", "javacpp").toAbsolutePath().toString());
        Tool tool = new Tool("ffmpeg 8", Path.of(Loader.load(org.bytedeco.ffmpeg.ffmpeg.class)));
        return Optional.of(tool).filter(found -> starts(found, "-version"));
      } catch (RuntimeException | LinkageError e) {
        return Optional.empty();
      }
    }

    private static Optional<Tool> find(String name) {
      return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
          .map(directory -> Path.of(directory, name))
          .filter(Files::isExecutable)
          .findFirst()
          .map(path -> new Tool(name, path));
    }

    private static boolean starts(Tool tool, String question) {
      try (Running probe = tool.start("probe-" + tool.executable().getFileName(), question)) {
        return probe.awaitExit(PROBE_SECONDS) == 0;
      } catch (UncheckedIOException e) {
        return false;
      }
    }
  }
}
