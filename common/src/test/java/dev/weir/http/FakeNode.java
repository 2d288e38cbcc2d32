package dev.weir.http;

import dev.weir.metrics.ApiRefusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A node whose contents a test sets. */
final class FakeNode implements NodeStatus, NodeSnapshots, DrainControl {
  final String id;
  final String role;
  final Map<String, Optional<String>> checks = new ConcurrentHashMap<>();
  volatile Supplier<Future<JsonArray>> streams = () -> Future.succeededFuture(new JsonArray());
  volatile Supplier<Future<JsonArray>> sessions = () -> Future.succeededFuture(new JsonArray());

  volatile Optional<DrainState> drain = Optional.empty();
  final List<Optional<Duration>> drains = new CopyOnWriteArrayList<>();
  final List<Boolean> stays = new CopyOnWriteArrayList<>();
  final FakeKeys keys = new FakeKeys();
  final List<ApiRefusal> refusals = new CopyOnWriteArrayList<>();

  FakeNode(String id, String role) {
    this.id = id;
    this.role = role;
    checks.put("listener", Optional.empty());
  }

  FakeNode streams(JsonObject... rows) {
    streams = () -> Future.succeededFuture(array(rows));
    return this;
  }

  FakeNode sessions(JsonObject... rows) {
    sessions = () -> Future.succeededFuture(array(rows));
    return this;
  }

  /** Answers questions of other nodes from now on. */
  FakeNode joined(Vertx vertx) throws Exception {
    await(ClusterQuestions.start(vertx, this, this, () -> Future.failedFuture("asks nobody")));
    return this;
  }

  static JsonObject stream(String key, String origin, long epoch, int players) {
    return new JsonObject()
        .put("key", key)
        .put("origin", origin)
        .put("epoch", epoch)
        .put("state", "live")
        .put("startedAt", "2026-01-01T00:00:00Z")
        .put("players", players);
  }

  static JsonObject session(String id, String kind) {
    return new JsonObject().put("id", id).put("kind", kind).put("stream", "live/demo");
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Override
  public void begin(Optional<Duration> deadline, boolean stay) {
    drains.add(deadline);
    stays.add(stay);
    drain = Optional.of(new DrainState(3, 2, 1, Instant.EPOCH));
  }

  @Override
  public Optional<DrainState> state() {
    return drain;
  }

  @Override
  public NodeSummary node() {
    return new NodeSummary(id, role, "127.0.0.1", 1935, 8080, 0, "0.1.0", false, false);
  }

  @Override
  public Map<String, Optional<String>> readiness() {
    return checks;
  }

  @Override
  public Future<JsonArray> streams() {
    return streams.get();
  }

  @Override
  public Future<JsonArray> sessions() {
    return sessions.get();
  }

  private static JsonArray array(JsonObject... rows) {
    JsonArray array = new JsonArray();
    for (JsonObject row : rows) {
      array.add(row);
    }
    return array;
  }
}
