package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What only a process of its own can show: signals and exit codes. */
@Timeout(60)
final class NodeProcessTest {
  /** A node that does nothing, with a thread that would keep its process alive. */
  static final class Program {
    public static void main(String[] args) {
      new Thread(new CompletableFuture<>()::join, "left-behind").start();
      NodeCommand.main(
          "origin",
          new String[0],
          config -> {
            if (args[0].equals("fail")) {
              return CompletableFuture.failedStage(new StartupException("no cluster"));
            }
            if (args[0].equals("bug")) {
              throw new IllegalStateException("a bug");
            }
            System.out.println("started");
            return CompletableFuture.completedStage(
                () -> {
                  System.out.println("closed");
                  return CompletableFuture.completedStage(null);
                });
          });
    }
  }

  private Process process;

  @AfterEach
  void endTheProcess() {
    process.destroyForcibly();
  }

  @Test
  void closesTheNodeAndExitsWithZeroOnSigterm() throws Exception {
    process = start("run");
    BufferedReader out = process.inputReader();
    assertThat(out.readLine()).isEqualTo("started");

    // Process.destroy() sends the same signal, but closes the streams with what is still in them.
    process.toHandle().destroy();

    assertThat(out.lines()).containsExactly("closed");
    assertThat(process.errorReader().lines().collect(Collectors.joining("\n")))
        .contains(" signal=SIGTERM stopping", " stopped");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void endsWithItsParentWhenItIsToldToWatchStandardInput() throws Exception {
    process = start("run", "-Dweir.stop-on-stdin-eof=true");
    BufferedReader out = process.inputReader();
    assertThat(out.readLine()).isEqualTo("started");

    process.getOutputStream().close();

    assertThat(out.lines()).containsExactly("closed");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Test
  void exitsWithTwoAndOneLineAlthoughThreadsAreLeft() throws Exception {
    process = start("fail");

    assertThat(process.errorReader().lines()).containsExactly("no cluster");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(2);
  }

  @Test
  void exitsWithOneAndAStackTraceInTheLogForABug() throws Exception {
    process = start("bug");

    assertThat(process.errorReader().lines())
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains(
            " ERROR ", "could not be started", "IllegalStateException: a bug\\n\\tat dev.weir.");
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }

  private static Process start(String argument, String... options) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    List<String> command = new ArrayList<>(List.of(java, "-cp", classPath));
    command.addAll(List.of(options));
    command.addAll(List.of(Program.class.getName(), argument));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    return builder.start();
  }
}
