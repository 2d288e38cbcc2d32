package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code weir up}, from the built jars. */
@Timeout(120)
final class UpIT {
  private static final Path HOME = Path.of("").toAbsolutePath().getParent();

  private final List<String> lines = new ArrayList<>();
  private Process up;
  private BufferedReader out;
  private List<ProcessHandle> nodes = List.of();

  @AfterEach
  void endAll() {
    if (up != null) {
      up.destroyForcibly();
    }
    nodes.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void showsAStreamOnAnEdgeAndLeavesNothingBehind() throws Exception {
    startUntil("Ctrl-C");
    try (Bench bench = new Bench()) {
      PlayProbe player = bench.count(word("  edge-1 "));
      assertThat(player.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
    }

    up.toHandle().destroy();

    assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isZero();
    assertThat(nodes).hasSize(2).noneMatch(ProcessHandle::isAlive);
    assertThat(logs()).doesNotExist();
  }

  @Test
  void itsNodesEndWithItWhenItIsKilled() throws Exception {
    startUntil("starting ");
    awaitNodes();

    up.destroyForcibly();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(nodes).hasSize(2).noneMatch(ProcessHandle::isAlive));
    remove(logs());
  }

  @Test
  void endsWithTheReasonWhenANodeDies() throws Exception {
    startUntil("starting ");
    awaitNodes();

    nodes.get(1).destroyForcibly();

    assertThat(up.errorReader().lines().reduce("", (all, line) -> all + "\n" + line))
        .contains("ended with exit code 137, see " + logs());
    assertThat(up.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(up.exitValue()).isEqualTo(1);
    assertThat(nodes).noneMatch(ProcessHandle::isAlive);
    remove(logs());
  }

  private void startUntil(String beginning) throws IOException {
    for (String role : List.of("origin", "edge")) {
      Path jar = HOME.resolve(role + "/target/weir-" + role + ".jar");
      Assumptions.assumeTrue(Files.exists(jar), () -> "not run, there is no " + jar);
    }
    List<String> command = Jvm.command("dev.weir.loadtest.LoadtestMain", "up");
    command.add(1, "-Dweir.home=" + HOME);
    up = new ProcessBuilder(command).start();
    out = up.inputReader();
    for (String text; (text = out.readLine()) != null; ) {
      lines.add(text);
      if (text.startsWith(beginning)) {
        nodes = up.toHandle().children().toList();
        return;
      }
    }
    throw new AssertionError(
        lines + "\n" + up.errorReader().lines().reduce("", (all, line) -> all + "\n" + line));
  }

  private void awaitNodes() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              nodes = up.toHandle().children().toList();
              return nodes.size() == 2;
            });
  }

  /** The last word of the first line that begins so. */
  private String word(String start) {
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.replaceFirst(".* ", ""))
        .findFirst()
        .orElseThrow();
  }

  private Path logs() {
    return Path.of(word("starting "));
  }

  private static void remove(Path logs) throws IOException {
    for (String name : List.of("origin-1.log", "edge-1.log")) {
      Files.deleteIfExists(logs.resolve(name));
    }
    Files.deleteIfExists(logs);
  }
}
