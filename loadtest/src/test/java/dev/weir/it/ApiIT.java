package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who operates a node has a token, and makes stream keys with it. */
@Timeout(120)
final class ApiIT {
  private static final String NODES = "/api/v1/nodes";

  @TempDir private Path directory;

  @Test
  void aNodeThatWasGivenNoTokenMakesOneAndPrintsIt() throws Exception {
    Map<String, String> settings = Map.of("WEIR_API_TOKEN", "", "WEIR_API_PORT", "0");
    try (NodeProcess origin = NodeProcess.origin("it-api-made", settings).awaitReady()) {
      String line =
          origin.log().stream().filter(l -> l.contains("api-token-made")).findFirst().orElseThrow();
      String token = line.replaceFirst(".* token=(\\S+) .*", "$1");

      assertThat(status(origin, "api", NODES, token)).isEqualTo(200);
      assertThat(status(origin, "api", NODES, token + "1")).isEqualTo(401);
      assertThat(status(origin, "api", NODES, null)).isEqualTo(401);
      assertThat(status(origin, "http", NODES, token)).isEqualTo(404);
      assertThat(status(origin, "http", "/health/ready", null)).isEqualTo(200);
      assertThat(origin.metric("weir_api_refused_total", "reason=\"wrong_token\"")).isEqualTo(1);
      assertThat(origin.metric("weir_api_refused_total", "reason=\"no_token\"")).isEqualTo(1);
      assertThat(origin.log()).filteredOn(l -> l.contains(token)).hasSize(1);
    }
  }

  @Test
  void keysAreMadeAndRevokedByCommandAndKnownOnAllNodes() throws Exception {
    Path file = directory.resolve("keys");
    Map<String, String> kept = Map.of("WEIR_ACCESS_KEYS_FILE", file.toString());
    try (NodeProcess origin = NodeProcess.origin("it-keys-origin", kept).awaitReady();
        NodeProcess edge = NodeProcess.edge("it-keys-edge", origin, Map.of()).awaitReady()) {
      List<String> made = keys(edge, "add", "--names", "live/show", "--owner", "me");
      String id = made.get(0).replaceFirst("id +", "");
      String secret = made.get(1).replaceFirst("secret +", "");
      assertThat(secret).startsWith("sk_live_");
      assertThat(keys(origin, "list").get(1)).contains(id, "valid", "me", "live/show");

      assertThat(keys(origin, "revoke", id)).containsExactly("revoked " + id);

      assertThat(keys(edge, "list").get(1)).contains(id, "revoked");
      origin.terminate();
      assertThat(origin.awaitExit()).isZero();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      assertThat(Files.readString(file)).contains(id).doesNotContain(secret);
      for (NodeProcess node : List.of(origin, edge)) {
        assertThat(node.log()).noneMatch(l -> l.contains(secret));
      }
    }
  }

  private static int status(NodeProcess node, String port, String path, String token)
      throws Exception {
    URI uri = URI.create("http://" + NodeProcess.HOST + ":" + node.port(port) + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    return HttpClient.newHttpClient()
        .send(request.build(), HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** What the command prints. */
  private static List<String> keys(NodeProcess node, String... args) throws Exception {
    String url = "http://" + NodeProcess.HOST + ":" + node.port("http");
    String[] all = Stream.concat(Stream.of(args), Stream.of("--node", url)).toArray(String[]::new);
    List<String> command = new ArrayList<>(Jvm.command("dev.weir.cli.KeysMain", all));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("WEIR_API_TOKEN", NodeProcess.API_TOKEN);
    Process process = builder.start();
    List<String> lines = process.inputReader().lines().toList();
    String errors = String.join("\n", process.errorReader().lines().toList());
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(errors).isZero();
    return lines;
  }
}
