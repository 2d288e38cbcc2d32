package dev.weir.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.cli.Terminal;
import dev.weir.loadtest.client.RecordingServer;
import dev.weir.rtmp.message.StatusCode;
import io.vertx.core.Vertx;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class LoadCommandTest {
  private final Vertx vertx = Vertx.vertx();

  /** Listeners of one Vert.x that take any port take the same one. */
  private final Vertx elsewhere = Vertx.vertx();

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @AfterEach
  void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
    elsewhere.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertRefused("usage: load ramp|steady|");
    assertRefused("no load test 'capacity'", "capacity");
    assertRefused("Unknown option: '--player'", "steady", "--player=5");
    assertRefused("Invalid value for option '--players'", "steady", "--players=many");
  }

  @Test
  void refusesWhatMakesNoSense() {
    assertRefused("--players takes 1 to", "steady", "--players=0");
    assertRefused("--app takes letters", "steady", "--app=a/b");
    assertRefused("--no-publish needs a --url", "steady", "--no-publish");
    assertRefused("--publish-url needs a --url", "steady", "--publish-url=rtmp://h/live/x");
    assertRefused("--step takes 1 to 10", "ramp", "--players=10", "--step=11");
    assertRefused("--watch-max-s is below", "churn", "--watch-min-s=5", "--watch-max-s=4");
    assertRefused("nothing to do", "publishers", "--url=rtmp://h/live/x", "--no-publish");
    assertRefused("needs --origins of 2", "failover", "--origins=1");
    assertRefused("--kills takes 1 to 100", "failover", "--kills=0");
    assertRefused("--seconds takes 5 to", "failover", "--seconds=4");
    assertRefused("needs a --kill-command", "failover", "--url=rtmp://h/live/x");
    assertRefused("needs a --restart-command", "rolling", "--url=rtmp://h/live/x");
  }

  @Test
  void refusesServersThatCannotBeLoaded() {
    assertRefused("is not an rtmp://", "steady", "--url=http://127.0.0.1/live/x");
    assertRefused("needs an application", "steady", "--url=rtmp://127.0.0.1/live");
    assertRefused("no address for no.such.host.invalid", "steady", url("no.such.host.invalid"));
    assertRefused(
        "cannot publish at rtmp://127.0.0.1:1/live/x: connect", "steady", url("127.0.0.1:1"));
  }

  @Test
  void saysWhatAServerSaysAndKeepsTheKeyToItself() {
    RecordingServer server = RecordingServer.start(vertx);
    server.refuse(StatusCode.PUBLISH_BAD_NAME);

    assertRefused(
        "/live/x?***: refused: NetStream.Publish.BadName (not here)",
        "steady",
        "--url=" + server.url("x?key=geheim"));

    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("geheim");
  }

  @Test
  void refusesAWrongUrlWithoutItsKey() {
    assertRefused("needs an application", "steady", "--url=rtmp://127.0.0.1/live?key=geheim");

    assertThat(err.toString(StandardCharsets.UTF_8)).doesNotContain("geheim");
  }

  @Test
  void refusesADirectoryForReportsThatIsNone(@TempDir Path directory) throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    assertRefused("--out: cannot write to " + file, "steady", "--out=" + file);
    assertRefused("--out: cannot write to", "steady", "--out=" + file.resolve("below"));
  }

  @Test
  void looksAtEveryUrlForPublishers() {
    RecordingServer server = RecordingServer.start(vertx);
    RecordingServer other = RecordingServer.start(elsewhere);
    other.refuse(StatusCode.PUBLISH_DENIED);

    assertRefused(
        "cannot publish at " + other.url("x") + ": refused: NetStream.Publish.Denied",
        "steady",
        "--publish-url=" + server.url("x") + "," + other.url("x"),
        "--url=" + server.url("x"));
  }

  @Test
  void noticesThatItMayPublishButNotPlay() {
    RecordingServer server = RecordingServer.start(vertx);
    RecordingServer other = RecordingServer.start(elsewhere);
    other.refuse(StatusCode.PLAY_STREAM_NOT_FOUND);

    assertRefused(
        "cannot play at " + other.url("x") + ": refused: NetStream.Play.StreamNotFound",
        "steady",
        "--publish-url=" + server.url("x"),
        "--url=" + other.url("x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ramp", "steady", "herd", "publishers", "churn", "slow", "failover", "rolling"})
  void explainsItself(String name) {
    assertThat(run(name, "--help")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("Usage: weir load " + name, "--max-age-p99-ms", "by default");
  }

  @Test
  void readsOptionsHoweverTheyAreGiven() {
    assertThat(LoadCommand.given("--players=5", "--no-publish", "--url", "rtmp://h/a/b", "-x"))
        .containsExactly(
            Map.entry("players", "5"),
            Map.entry("no-publish", ""),
            Map.entry("url", "rtmp://h/a/b"));
  }

  private static String url(String host) {
    return "--url=rtmp://" + host + "/live/x";
  }

  private void assertRefused(String words, String... args) {
    err.reset();
    assertThat(run(args)).as(String.join(" ", args)).isEqualTo(Terminal.REFUSED);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(words).containsOnlyOnce("\n");
  }

  private int run(String... args) {
    Terminal terminal =
        new Terminal(
            Map.of(),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    return new LoadCommand(terminal, new CompletableFuture<>()).run(args);
  }
}
