package dev.weir.loadtest.up;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A node's process. Its log goes to a file; its standard input is a pipe that dies with us. */
final class NodeChild {
  private static final int TAIL_BYTES = 16 << 10;

  private final NodePlan plan;
  private final Path log;
  private final Process process;

  private NodeChild(NodePlan plan, Path log, Process process) {
    this.plan = plan;
    this.log = log;
    this.process = process;
  }

  static NodeChild start(
      NodePlan plan, List<String> command, Map<String, String> settings, Path logs)
      throws IOException {
    File log = logs.resolve(plan.id() + ".log").toFile();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
    builder.environment().putAll(settings);
    // A secret is given in one way or the other.
    settings.keySet().forEach(name -> builder.environment().remove(name + "_FILE"));
    return new NodeChild(plan, log.toPath(), builder.start());
  }

  NodePlan plan() {
    return plan;
  }

  Path log() {
    return log;
  }

  long processId() {
    return process.pid();
  }

  /** Done with the process's exit code when it ends. */
  CompletableFuture<Integer> exit() {
    return process.onExit().thenApply(Process::exitValue);
  }

  /** Sends SIGTERM. */
  void terminate() {
    // Not Process.destroy(): it also closes our end of the pipe, and one reason to end is enough.
    process.toHandle().destroy();
  }

  void kill() {
    process.destroyForcibly();
  }

  /** The last lines of its log. */
  List<String> lastLines(int count) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - TAIL_BYTES);
      byte[] tail = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(tail);
      List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    } catch (IOException e) {
      return List.of("(" + log + ": " + e.getMessage() + ")");
    }
  }
}
