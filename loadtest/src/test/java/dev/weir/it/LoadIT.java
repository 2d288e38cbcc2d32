package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
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

/** {@code weir load} against clusters of its own, from the built jars. */
@Timeout(240)
@Execution(ExecutionMode.CONCURRENT)
final class LoadIT {
  private static final Path HOME = Path.of("").toAbsolutePath().getParent();

  private static final String LOGS = "logs of the nodes: ";

  @TempDir private Path directory;
  private Process load;

  @AfterEach
  void end() {
    if (load != null) {
      load.descendants().forEach(ProcessHandle::destroyForcibly);
      load.destroyForcibly();
    }
  }

  @Test
  void steadyHoldsAndLeavesItsReports() throws Exception {
    String said =
        run(0, "steady", "--players=10", "--ramp-s=1", "--seconds=3", "--max-age-p99-ms=5000");

    JsonObject summary = summary();
    assertThat(summary.getBoolean("holds")).isTrue();
    JsonObject measures = summary.getJsonObject("measures");
    assertThat(measures.getJsonObject("join").getInteger("count")).isEqualTo(10);
    // Three seconds of 25 frames for ten players at least.
    assertThat(measures.getJsonObject("frame age").getInteger("count")).isBetween(600, 1_400);
    // Each second of the run is told once.
    JsonArray told =
        summary.getJsonObject("timelines").getJsonObject("streams").getJsonArray("counts");
    assertThat(told.stream().mapToInt(n -> (Integer) n).sum()).isLessThanOrEqualTo(told.size() + 1);
    assertThat(said).doesNotContain("logs of the nodes: ");
    assertThat(summary.getJsonObject("counters").getInteger("missing frames")).isZero();
    List<String> lines = said.lines().toList();
    Path page = Path.of(lines.get(lines.size() - 1));
    assertThat(page).hasFileName("index.html").content().contains("frame age");
    assertThat(directory.resolve("summary.md")).content().contains("all 7 SLOs hold");
  }

  @Test
  void aBrokenObjectiveIsExitCodeOne() throws Exception {
    String said =
        run(
            1,
            "steady",
            "--players=3",
            "--ramp-s=1",
            "--seconds=2",
            "--edges=0",
            "--max-age-p99-ms=0.001");

    assertThat(said).contains("SLOs BROKEN", "BROKEN  frame age, p99");
    assertThat(summary().getBoolean("holds")).isFalse();
    String logs = said.lines().filter(line -> line.startsWith(LOGS)).findFirst().orElseThrow();
    assertThat(Path.of(logs.substring(LOGS.length()))).isDirectoryContaining("glob:**origin-1.log");
  }

  @Test
  void viewersStayWhenTheirOriginsAreKilledOneAfterTheOther() throws Exception {
    run(
        0,
        "failover",
        "--players=10",
        "--ramp-s=1",
        "--kills=2",
        "--seconds=8",
        "--fault-after-s=3",
        "--edges=1",
        "--max-interruption-p50-ms=9000",
        "--max-interruption-p99-ms=9000");

    JsonObject measures = summary().getJsonObject("measures");
    assertThat(measures.getJsonObject("interruption").getInteger("count")).isEqualTo(20);
    // What is killed is what has the stream: both kills are seen by all.
    for (String kill : List.of("interruption 1", "interruption 2")) {
      assertThat(measures.getJsonObject(kill).getInteger("count")).isEqualTo(10);
      assertThat(measures.getJsonObject(kill).getDouble("p50")).isGreaterThan(50);
    }
    JsonObject counters = summary().getJsonObject("counters");
    assertThat(counters.getInteger("streams cut off")).isGreaterThanOrEqualTo(2);
    assertThat(counters.getInteger("players cut off")).isZero();
  }

  private JsonObject summary() throws Exception {
    return new JsonObject(Files.readString(directory.resolve("summary.json")));
  }

  private String run(int exitCode, String... args) throws Exception {
    for (String role : List.of("origin", "edge")) {
      File jar = HOME.resolve(role + "/target/weir-" + role + ".jar").toFile();
      Assumptions.assumeTrue(jar.exists(), () -> "not run, there is no " + jar);
    }
    List<String> command = Jvm.command("dev.weir.loadtest.LoadtestMain", "load");
    command.add(1, "-Dweir.home=" + HOME);
    command.add(1, "-Djava.io.tmpdir=" + directory);
    command.addAll(List.of(args));
    command.add("--out=" + directory);
    load = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(load.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(load.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
    assertThat(load.exitValue()).as(said).isEqualTo(exitCode);
    return said;
  }
}
