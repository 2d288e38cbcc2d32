package dev.weir.loadtest.up;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Asks nodes over HTTP. */
final class NodeHttp {
  private static final int OK = 200;
  private static final int TIMEOUT_MILLIS = 3_000;
  private static final int RETRY_MILLIS = 100;
  private static final long READY_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Vertx vertx;
  private final HttpClient client;
  private final String authorization;
  private volatile boolean closed;

  NodeHttp(Vertx vertx, String apiToken) {
    this.vertx = vertx;
    this.authorization = "Bearer " + apiToken;
    this.client = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS));
  }

  /**
   * Done when a node says that it is ready; fails with what it says instead after a minute.
   *
   * @param logs for the message
   */
  Future<Void> ready(NodePlan node, Path logs) {
    Promise<Void> ready = Promise.promise();
    askReady(node, System.nanoTime() + READY_NANOS, logs, ready);
    return ready.future();
  }

  /** Asks no more. */
  void close() {
    closed = true;
    client.close();
  }

  Future<ClusterStatus> status(NodePlan node) {
    Future<JsonObject> nodes = json(node, "/api/v1/nodes");
    Future<JsonObject> streams = json(node, "/api/v1/streams");
    return Future.all(nodes, streams).map(v -> ClusterStatus.of(nodes.result(), streams.result()));
  }

  private void askReady(NodePlan node, long deadlineNanos, Path logs, Promise<Void> ready) {
    json(node, "/health/ready")
        .onSuccess(answer -> ready.complete())
        .onFailure(
            e -> {
              if (closed || System.nanoTime() - deadlineNanos > 0) {
                ready.fail(new NodeDiedException(node, logs, "not ready: " + e.getMessage()));
              } else {
                vertx.setTimer(RETRY_MILLIS, id -> askReady(node, deadlineNanos, logs, ready));
              }
            });
  }

  private Future<JsonObject> json(NodePlan node, String path) {
    if (closed) {
      return Future.failedFuture(new IOException("closed"));
    }
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(NodePlan.HOST)
            .setPort(node.httpPort())
            .setURI(path)
            .putHeader("Authorization", authorization)
            .setTimeout(TIMEOUT_MILLIS);
    return client
        .request(request)
        .compose(ready -> ready.send().compose(NodeHttp::body))
        .map(Buffer::toJsonObject);
  }

  private static Future<Buffer> body(HttpClientResponse response) {
    return response
        .body()
        .compose(
            body ->
                response.statusCode() == OK
                    ? Future.succeededFuture(body)
                    : Future.failedFuture(new IOException(response.statusCode() + " " + body)));
  }
}
