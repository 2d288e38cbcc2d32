package dev.weir.http;

import dev.weir.access.gate.TokenGuard;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A fake node with a real server, and a client for it. */
final class ServedNode {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final NodeHttpServer server;

  private ServedNode(NodeHttpServer server) {
    this.server = server;
  }

  static ServedNode start(Vertx vertx, FakeNode node, String... nodeIds) throws Exception {
    return start(vertx, node, () -> Future.succeededFuture(List.of(nodeIds)), ApiAccess.OPEN);
  }

  static ServedNode start(
      Vertx vertx, FakeNode node, Supplier<Future<List<String>>> nodeIds, ApiAccess access)
      throws Exception {
    return start(vertx, node, nodeIds, access, HttpSettings.at("127.0.0.1", 0), List.of());
  }

  static ServedNode start(
      Vertx vertx,
      FakeNode node,
      Supplier<Future<List<String>>> nodeIds,
      ApiAccess access,
      HttpSettings settings,
      List<Consumer<Router>> routes)
      throws Exception {
    ClusterQuestions questions = FakeNode.await(ClusterQuestions.start(vertx, node, node, nodeIds));
    return start(
        vertx,
        settings,
        new HttpSources(
            node,
            questions,
            node,
            node.keys,
            () -> "weir_streams 1\n",
            true,
            access,
            TokenGuard.none(),
            node.refusals::add,
            routes));
  }

  static ServedNode start(Vertx vertx, HttpSettings settings, HttpSources sources)
      throws Exception {
    return start(vertx, settings, sources, HttpPages.ALL);
  }

  static ServedNode start(Vertx vertx, HttpSettings settings, HttpSources sources, HttpPages pages)
      throws Exception {
    return new ServedNode(FakeNode.await(NodeHttpServer.start(vertx, settings, sources, pages)));
  }

  NodeHttpServer server() {
    return server;
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, HttpRequest.BodyPublishers.noBody(), headers);
  }

  HttpResponse<String> send(
      String method, String path, HttpRequest.BodyPublisher body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(Duration.ofSeconds(10))
            .method(method, body);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  JsonObject json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
    }
    return new JsonObject(response.body());
  }

  /** Sends these bytes and reads until the server closes. */
  String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
