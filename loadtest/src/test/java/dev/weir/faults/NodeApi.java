package dev.weir.faults;

import dev.weir.it.NodeProcess;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Questions to a node over HTTP, which it may be too dead to answer. */
final class NodeApi {
  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final Duration ANSWER = Duration.ofSeconds(3);
  private static final HttpClient HTTP = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  private final String base;

  /** One client for everybody: it keeps connections, which frozen nodes do not hurt. */
  NodeApi(String host, int port) {
    this.base = "http://" + host + ":" + port;
  }

  /** Who owns a stream, as a row of the API says. */
  record Owner(String origin, long epoch) {}

  /** All streams that the cluster tells this node of; empty when there was no answer. */
  Optional<Map<String, Owner>> owners() {
    return get("/api/v1/streams?limit=10000")
        .map(
            body -> {
              Map<String, Owner> owners = new LinkedHashMap<>();
              for (JsonObject row : rows(body, "streams")) {
                long epoch =
                    row.getValue("epoch") instanceof Number number ? number.longValue() : 0;
                owners.put(row.getString("key"), new Owner(row.getString("origin"), epoch));
              }
              return owners;
            });
  }

  /** Ids of the nodes that answer each other. */
  List<String> nodes() {
    return get("/api/v1/nodes")
        .map(body -> rows(body, "nodes").stream().map(row -> row.getString("id")).toList())
        .orElse(List.of());
  }

  /**
   * How many edges pull from this node; -1 when there was no answer. By its own count, for a
   * question about sessions waits for nodes that are out of reach.
   */
  int pulls() {
    return metrics().entrySet().stream()
        .filter(metric -> metric.getKey().startsWith("weir_connections{"))
        .filter(metric -> metric.getKey().contains("kind=\"edge_pull\""))
        .mapToInt(metric -> metric.getValue().intValue())
        .findAny()
        .orElse(-1);
  }

  /** Whether it takes new clients. */
  boolean isReady() {
    return status("/health/ready") == 200;
  }

  /** Metric values by their whole name with labels; empty when there was no answer. */
  Map<String, Double> metrics() {
    Map<String, Double> values = new LinkedHashMap<>();
    String page = text("GET", "/metrics").map(HttpResponse::body).orElse("");
    for (String line : page.split("\n")) {
      int space = line.lastIndexOf(' ');
      if (!line.startsWith("#") && space > 0) {
        values.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    return values;
  }

  /** Status of a GET; 0 when there was no answer. */
  int status(String path) {
    return text("GET", path).map(HttpResponse::statusCode).orElse(0);
  }

  /** Status of a POST without a body; 0 when there was no answer. */
  int post(String path) {
    return text("POST", path).map(HttpResponse::statusCode).orElse(0);
  }

  private Optional<JsonObject> get(String path) {
    try {
      return text("GET", path)
          .filter(answer -> answer.statusCode() == 200)
          .map(answer -> new JsonObject(answer.body()));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  private Optional<HttpResponse<String>> text(String method, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(ANSWER)
            .header("Authorization", "Bearer " + NodeProcess.API_TOKEN)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      return Optional.of(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static List<JsonObject> rows(JsonObject body, String name) {
    return body.getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast).toList();
  }
}
