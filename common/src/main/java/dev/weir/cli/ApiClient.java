package dev.weir.cli;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A node's API, for commands. Failures say what the node says. */
final class ApiClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final URI node;
  private final String token;

  ApiClient(URI node, String token) {
    this.node = node;
    this.token = token;
  }

  JsonObject get(String path) throws IOException {
    return ask("GET", path, HttpRequest.BodyPublishers.noBody());
  }

  JsonObject post(String path, JsonObject body) throws IOException {
    return ask("POST", path, HttpRequest.BodyPublishers.ofString(body.encode()));
  }

  JsonObject delete(String path) throws IOException {
    return ask("DELETE", path, HttpRequest.BodyPublishers.noBody());
  }

  private JsonObject ask(String method, String path, HttpRequest.BodyPublisher body)
      throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve(path))
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + token)
            .method(method, body)
            .build();
    HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    HttpResponse<String> answer;
    try {
      answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException e) {
      throw new IOException(node + " does not answer: " + e, e);
    }
    JsonObject json = json(answer.body());
    if (answer.statusCode() / 100 != 2) {
      String said = json.getValue("error") instanceof String text ? text : "no reason given";
      throw new IOException(node + " says " + answer.statusCode() + ": " + said);
    }
    return json;
  }

  private static JsonObject json(String body) {
    try {
      return new JsonObject(body);
    } catch (DecodeException e) {
      return new JsonObject();
    }
  }
}
