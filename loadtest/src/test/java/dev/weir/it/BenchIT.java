package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code weir bench}, from the built jars. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
final class BenchIT {
  private static final Path HOME = Path.of("").toAbsolutePath().getParent();

  @TempDir private Path directory;
  private Process bench;

  @AfterEach
  void end() {
    if (bench != null) {
      bench.descendants().forEach(ProcessHandle::destroyForcibly);
      bench.destroyForcibly();
    }
  }

  @Test
  void measuresTheFanOutAndLeavesTableJsonAndPlot() throws Exception {
    String said =
        run(
            "fanout",
            "--players",
            "10,20",
            "--seconds",
            "2",
            "--rounds",
            "1",
            "--against",
            "none",
            "--rtmps",
            "auto");

    assertThat(bench.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(bench.exitValue()).as(said).isZero();
    assertThat(said.lines().filter(line -> line.startsWith("weir  "))).hasSize(2);
    assertThat(said.lines().filter(line -> line.startsWith("weir-rtmps-auto "))).hasSize(2);
    JsonObject json = new JsonObject(Files.readString(directory.resolve("fanout.json")));
    JsonObject row = json.getJsonArray("rows").getJsonObject(1);
    assertThat(row.getInteger("players")).isEqualTo(20);
    assertThat(row.getLong("missing")).isZero();
    assertThat(row.getDouble("ageP50Millis")).isPositive();
    // Two seconds of 25 frames for 20 players, and a machine that does something else as well.
    JsonObject round = row.getJsonArray("rounds").getJsonObject(0);
    assertThat(round.getLong("frames")).isBetween(800L, 1_300L);
    assertThat(round.getInteger("playing")).isEqualTo(20);
    assertThat(directory.resolve("fanout.svg")).content().contains("<polyline");
  }

  @Test
  void endsItsServersWhenItIsStopped() throws Exception {
    start("joins", "--joins", "10", "--over", "1", "--seconds", "60", "--warm-up", "60");
    assertThat(bench.inputReader().readLine()).isNotNull();
    List<ProcessHandle> servers = servers();

    bench.toHandle().destroy();

    assertThat(bench.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(bench.exitValue()).isEqualTo(1);
    assertThat(servers).hasSize(2).noneMatch(ProcessHandle::isAlive);
    assertThat(directory).isDirectoryNotContaining("glob:**/weir-up-*");
  }

  private List<ProcessHandle> servers() {
    return await()
        .atMost(30, TimeUnit.SECONDS)
        .until(() -> bench.toHandle().children().toList(), children -> children.size() == 2);
  }

  private String run(String... args) throws Exception {
    start(args);
    return new String(bench.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private void start(String... args) throws Exception {
    for (String role : List.of("origin", "edge")) {
      File jar = HOME.resolve(role + "/target/weir-" + role + ".jar").toFile();
      Assumptions.assumeTrue(jar.exists(), () -> "not run, there is no " + jar);
    }
    List<String> command = Jvm.command("dev.weir.loadtest.LoadtestMain", "bench");
    command.add(1, "-Dweir.home=" + HOME);
    command.add(1, "-Djava.io.tmpdir=" + directory);
    command.addAll(List.of(args));
    command.addAll(List.of("--out", directory.toString()));
    bench = new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
