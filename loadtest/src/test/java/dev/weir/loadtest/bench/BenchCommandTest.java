package dev.weir.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.cli.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class BenchCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void refusesInOneLineWhatItCannotRun() {
    assertRefused("usage: bench fanout|slow|joins");
    assertRefused("usage: bench fanout|slow|joins", "dance");
    assertRefused("--players takes 1 to", "fanout", "--players", "10,0");
    assertRefused("Invalid value for option '--players'", "fanout", "--players", "many");
    assertRefused("--rounds takes 1 to", "fanout", "--rounds", "0");
    assertRefused("--against takes nginx-rtmp or none", "fanout", "--against", "srs");
    assertRefused("--merge-max takes a time like 350ms", "fanout", "--merge-max", "soon");
    assertRefused("--kbps takes 80 to", "fanout", "--kbps", "10");
    assertRefused("Unknown option", "fanout", "--speed", "9");
    assertRefused("--seconds takes 1 to", "slow", "--seconds", "0");
    assertRefused("--stalled takes 0 to", "slow", "--stalled", "-1");
    assertRefused("--over takes 1 to", "joins", "--over", "0");
  }

  @Test
  void explainsEachBench() {
    for (String bench : new String[] {"fanout", "slow", "joins"}) {
      out.reset();

      assertThat(run(bench, "--help")).isZero();

      assertThat(out.toString(StandardCharsets.UTF_8)).contains("--seconds", "--warm-up");
    }
  }

  @Test
  void configuresNginxWithItsModule() {
    assertThat(NginxServer.configuration("/x/rtmp.so", 1936, 500))
        .startsWith("load_module /x/rtmp.so;\n")
        .contains("listen 127.0.0.1:1936;", "worker_connections 500;", "live on;");
    assertThat(NginxServer.configuration("", 1, 1)).doesNotContain("load_module");
  }

  @Test
  void findsAModuleThatIsCompiledIn() {
    Optional<String> found = NginxServer.module("nginx --add-module=/src/nginx-rtmp-module");

    assertThat(found).isPresent();
  }

  @Test
  void waitsUntilAConditionHoldsOrTimeIsUp() {
    Patience patience = new Patience(new CompletableFuture<>());

    assertThat(patience.until(() -> true, Duration.ofSeconds(1))).isTrue();
    assertThat(patience.until(() -> false, Duration.ofMillis(1))).isFalse();
    assertThat(patience.await(CompletableFuture.completedFuture(1), Duration.ofSeconds(9)))
        .isTrue();
    assertThat(patience.await(new CompletableFuture<>(), Duration.ofMillis(1))).isFalse();
  }

  @Test
  void waitsNoLongerWhenTheUserStopsOrAServerDies() {
    Patience stopped = new Patience(CompletableFuture.completedFuture("SIGINT"));
    Patience bereft = new Patience(new CompletableFuture<>());
    bereft.watch(CompletableFuture.completedFuture("nginx ended"));

    assertThatThrownBy(() -> stopped.pause(Duration.ofMinutes(1)))
        .isInstanceOf(CancellationException.class);
    assertThatThrownBy(() -> bereft.pause(Duration.ofMinutes(1)))
        .isInstanceOf(BenchFailure.class)
        .hasMessage("nginx ended");
  }

  @Test
  void refusesAnEngineThatThereIsNot() {
    assertRefused("--rtmps takes auto, jdk or openssl, not 'x'", "fanout", "--rtmps", "x");
  }

  private void assertRefused(String words, String... args) {
    err.reset();
    assertThat(run(args)).isEqualTo(Terminal.REFUSED);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(words).containsOnlyOnce("\n");
    assertThat(out.size()).isZero();
  }

  private int run(String... args) {
    Terminal terminal =
        new Terminal(
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new BenchCommand(terminal, new CompletableFuture<>()).run(args);
  }
}
