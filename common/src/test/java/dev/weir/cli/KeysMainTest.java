package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysMainTest {
  private static final String TOKEN = "canary-0123456789";

  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private HttpServer node;
  private volatile String answer = "{}";
  private volatile int status = 200;
  @TempDir private Path directory;

  @BeforeEach
  void serve() throws IOException {
    node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    node.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          asked.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + (body.isEmpty() ? "" : " " + body));
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    node.start();
  }

  @AfterEach
  void stop() {
    node.stop(0);
  }

  @Test
  void addSendsWhatWasAskedForAndPrintsTheSecret() throws IOException {
    answer = "{\"key\":{\"id\":\"ab12\"},\"secret\":\"sk_live_x\"}";
    status = 201;
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n");
    RecordedTerminal terminal = new RecordedTerminal();
    Map<String, String> env = Map.of();

    int code =
        KeysMain.run(
            terminal.with(env),
            "add",
            "--node",
            url(),
            "--token-file",
            file.toString(),
            "--names",
            "live/a,live/b-*",
            "--owner",
            "me",
            "--until",
            "2030-01-02T03:04:05Z",
            "--bitrate",
            "8000");

    assertThat(code).as(terminal.err()).isZero();
    assertThat(terminal.out()).isEqualTo("id      ab12\nsecret  sk_live_x\n");
    assertThat(asked)
        .containsExactly(
            "POST /api/v1/keys Bearer "
                + TOKEN
                + " {\"owner\":\"me\",\"names\":[\"live/a\",\"live/b-*\"],\"priority\":100,"
                + "\"viewers\":0,\"publishers\":0,\"bitsPerSecond\":8000000,"
                + "\"until\":\"2030-01-02T03:04:05Z\"}");
  }

  @Test
  void listShowsOneLineAKey() {
    answer =
        "{\"keys\":[{\"id\":\"ab12\",\"owner\":\"a\\nb\",\"names\":[\"live/a\"],\"until\":null,"
            + "\"priority\":100,\"revoked\":false},{\"id\":\"cd\",\"owner\":\"\",\"names\":[\"x\","
            + "\"y\"],\"until\":\"2020-01-01T00:00:00Z\",\"priority\":5,\"revoked\":false},"
            + "{\"id\":\"ef\",\"owner\":\"o\",\"names\":[\"z\"],\"until\":null,\"priority\":5,"
            + "\"revoked\":true}]}";
    RecordedTerminal terminal = new RecordedTerminal();
    Map<String, String> env = Map.of("WEIR_API_TOKEN", TOKEN);

    int code = KeysMain.run(terminal.with(env), "list", "--node", url());

    assertThat(code).as(terminal.err()).isZero();
    assertThat(terminal.out().lines())
        .containsExactly(
            "ID    STATE    UNTIL                 PRIORITY  OWNER  NAMES",
            "ab12  valid    -                     100       a\\nb   live/a",
            "cd    expired  2020-01-01T00:00:00Z  5         -      x,y",
            "ef    revoked  -                     5         o      z");
  }

  @Test
  void revokeSaysThatItDid() {
    RecordedTerminal terminal = new RecordedTerminal();
    Map<String, String> env = Map.of("WEIR_API_TOKEN", TOKEN);

    assertThat(KeysMain.run(terminal.with(env), "revoke", "ab12", "--node", url())).isZero();

    assertThat(asked).containsExactly("DELETE /api/v1/keys/ab12 Bearer " + TOKEN);
    assertThat(terminal.out()).isEqualTo("revoked ab12\n");
  }

  @Test
  void whatTheNodeSaysAgainstItIsSaid() {
    answer = "{\"error\":\"no such key\"}";
    status = 404;
    RecordedTerminal terminal = new RecordedTerminal();
    Map<String, String> env = Map.of("WEIR_API_TOKEN", TOKEN);

    int code = KeysMain.run(terminal.with(env), "revoke", "ab12", "--node", url());

    assertThat(code).isEqualTo(1);
    assertThat(terminal.err())
        .isEqualTo("weir keys: " + url() + " says 404: no such key\n")
        .doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'weir keys: add, list or revoke is expected'",
    "'drop', 'weir keys: add, list or revoke is expected'",
    "'add', 'weir keys add: Missing required option'",
    "'add --names x --until never', 'weir keys: --until is no time such as'",
    "'list --node ftp://x', 'weir keys: --node is no address such as'",
    "'revoke a/b', 'weir keys: ID is no key'"
  })
  void aWrongCommandLineIsRefusedInOneLine(String line, String said) {
    RecordedTerminal terminal = new RecordedTerminal();
    Map<String, String> env = Map.of("WEIR_API_TOKEN", TOKEN);
    String[] args = line.isEmpty() ? new String[0] : line.split(" ");

    assertThat(KeysMain.run(terminal.with(env), args)).isEqualTo(2);
    assertThat(terminal.err()).startsWith(said);
    assertThat(terminal.err().lines()).hasSize(1);
  }

  @Test
  void withoutATokenItSaysWhereItComesFrom() {
    RecordedTerminal terminal = new RecordedTerminal();
    Map<String, String> env = Map.of();

    assertThat(KeysMain.run(terminal.with(env), "list", "--node", url())).isEqualTo(2);
    assertThat(terminal.err())
        .isEqualTo("weir keys: give the API token by --token-file or WEIR_API_TOKEN\n");
    assertThat(asked).isEmpty();
  }

  private String url() {
    return "http://127.0.0.1:" + node.getAddress().getPort();
  }
}
