package dev.weir.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Terminal;
import dev.weir.loadtest.client.FlvFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class LoadtestMainTest {
  @TempDir private Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void refusesWhatItCannotPublishInOneLine() throws IOException {
    Path text = Files.writeString(directory.resolve("x.txt"), "no film");
    String film = film().toString();

    assertRefused("no-such.flv: no such file", "publish", "no-such.flv", "rtmp://h/live/x");
    assertRefused("not an FLV file", "publish", text.toString(), "rtmp://h/live/x");
    assertRefused("not an rtmp://host/app/name URL", "publish", film, "http://h/live/x");
    assertRefused("needs an application and a stream name", "publish", film, "rtmp://h/live");
    assertRefused("Missing required parameter", "publish", film);
  }

  @Test
  void refusesWhatItCannotRun() {
    assertRefused("--origins takes 1 or more", "up", "--origins", "0");
    assertRefused("Invalid value for option '--edges'", "up", "--edges", "many");
    assertRefused("no load test 'capacity'", "load", "capacity");
    assertRefused("usage: ", "dance");
    assertRefused("usage: ");
  }

  @Test
  void repeatsNothingOfAUrlThatItCannotUse() throws IOException {
    String film = film().toString();
    for (String url :
        List.of(
            "rtmp:/live/show?key=canary",
            "http://h/live/show?key=canary",
            "rtmp://h/live?key=canary",
            "rtmp://anna:canary@/live/show",
            "rtmp://h/live/show?key=canary canary")) {
      assertThat(run("publish", film, url)).isEqualTo(Terminal.REFUSED);
    }
    assertThat(run("publish", film, "rtmp://h/live/x", "canary")).isEqualTo(Terminal.REFUSED);
    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("canary");
  }

  @Test
  void takesTheUrlFromAFile() throws IOException {
    Path url = Files.writeString(directory.resolve("url"), "rtmp://127.0.0.1:1/live/x?key=canary");

    int code = run("publish", "--once", film().toString(), "@" + url);

    assertThat(code).isEqualTo(Terminal.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("127.0.0.1:1")
        .doesNotContain("canary");
  }

  @Test
  void failsWithTheReasonWhenTheOnlyConnectionCannotBeMade() throws IOException {
    int code = run("publish", "--once", film().toString(), "rtmp://127.0.0.1:1/live/x");

    assertThat(code).isEqualTo(Terminal.FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("weir publish: ")
        .contains("127.0.0.1:1")
        .containsOnlyOnce("\n");
  }

  @Test
  void endsInGoodOrderWhenItIsStopped() throws IOException {
    CompletableFuture<String> stop = CompletableFuture.completedFuture("SIGINT");

    int code = run(stop, "publish", film().toString(), "rtmp://127.0.0.1:1/live/x");

    assertThat(code).isZero();
  }

  private Path film() throws IOException {
    return Files.write(directory.resolve("x.flv"), FlvFile.small().bytes());
  }

  private void assertRefused(String words, String... args) {
    err.reset();
    assertThat(run(args)).isEqualTo(Terminal.REFUSED);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(words).containsOnlyOnce("\n");
    assertThat(out.size()).isZero();
  }

  private int run(String... args) {
    return run(new CompletableFuture<>(), args);
  }

  private int run(CompletableFuture<String> stop, String... args) {
    Terminal terminal =
        new Terminal(
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return LoadtestMain.run(terminal, stop, args);
  }
}
