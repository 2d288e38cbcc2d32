package dev.weir.node;

import dev.weir.cluster.NodeInfo;
import dev.weir.http.NodeSnapshots;
import dev.weir.http.NodeStatus;
import dev.weir.http.NodeSummary;
import dev.weir.stream.LiveStream;
import dev.weir.stream.StreamHub;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamStats;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the node tells of itself over HTTP. */
final class NodeView implements NodeStatus, NodeSnapshots {
  private final StreamHub hub;
  private final SessionTable sessions;
  private volatile NodeInfo info;
  private volatile RoleServices role;
  private volatile boolean ready;
  private volatile boolean stopping;
  private volatile Drain drain;
  private volatile OverloadWatch overload;

  NodeView(StreamHub hub, SessionTable sessions) {
    this.hub = hub;
    this.sessions = sessions;
  }

  void node(NodeInfo now) {
    info = now;
  }

  void role(RoleServices services) {
    role = services;
  }

  void ready() {
    ready = true;
  }

  void stopping() {
    stopping = true;
  }

  void draining(Drain begun) {
    drain = begun;
  }

  void watching(OverloadWatch watch) {
    overload = watch;
  }

  @Override
  public NodeSummary node() {
    NodeInfo now = info;
    return new NodeSummary(
        now.id(),
        now.role().label(),
        now.host(),
        now.rtmpPort(),
        now.httpPort(),
        now.startedAtMillis(),
        now.version(),
        now.draining(),
        now.overloaded());
  }

  @Override
  public Map<String, Optional<String>> readiness() {
    return Map.of(
        "started",
        ready ? Optional.empty() : Optional.of("the node is starting"),
        "running",
        running(),
        "room",
        Optional.ofNullable(overload).flatMap(OverloadWatch::unready));
  }

  private Optional<String> running() {
    Drain begun = drain;
    if (stopping) {
      return Optional.of("the node is stopping");
    }
    return begun == null
        ? Optional.empty()
        : Optional.of("the node is draining; sessions left: " + begun.state().left());
  }

  @Override
  public Future<JsonArray> sessions() {
    return sessions.rows();
  }

  @Override
  public Future<JsonArray> streams() {
    Collection<LiveStream> streams = hub.all();
    Set<StreamKey> keys = new HashSet<>();
    List<Future<JsonObject>> rows = new ArrayList<>();
    for (LiveStream stream : streams) {
      keys.add(stream.key());
      rows.add(row(stream));
    }
    return sessions
        .players(keys)
        .compose(players -> Future.all(rows).map(all -> withPlayers(all.list(), players)));
  }

  private static JsonArray withPlayers(List<JsonObject> rows, Map<StreamKey, Integer> players) {
    JsonArray array = new JsonArray();
    for (JsonObject row : rows) {
      StreamKey key = StreamKey.parse(row.getString("key")).orElseThrow();
      array.add(row.put("players", players.getOrDefault(key, 0)));
    }
    return array;
  }

  private Future<JsonObject> row(LiveStream stream) {
    Promise<JsonObject> promise = Promise.promise();
    stream
        .context()
        .runOnContext(
            v -> {
              try {
                promise.complete(describe(stream));
              } catch (RuntimeException e) {
                promise.fail(e);
              }
            });
    return promise.future();
  }

  private JsonObject describe(LiveStream stream) {
    StreamStats.Snapshot now = stream.snapshot();
    RoleServices.StreamOwner owner = role.ownerOf(stream.key());
    JsonObject row =
        new JsonObject()
            .put("key", stream.key().toString())
            .put("origin", owner.originId())
            .put("epoch", owner.epoch())
            .put("state", stream.isSourceless() ? "waiting" : "live")
            .put("startedAt", Instant.ofEpochMilli(stream.startedAtMillis()).toString())
            .put("bitrateKbps", now.kbps());
    if (!now.videoCodec().isEmpty()) {
      row.put(
          "video",
          new JsonObject()
              .put("codec", now.videoCodec())
              .put("width", now.width())
              .put("height", now.height()));
    }
    if (!now.audioCodec().isEmpty()) {
      row.put(
          "audio",
          new JsonObject()
              .put("codec", now.audioCodec())
              .put("sampleRate", now.sampleRate())
              .put("channels", now.channels()));
    }
    return row;
  }
}
