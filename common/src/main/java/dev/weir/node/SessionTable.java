package dev.weir.node;

import dev.weir.stream.StreamKey;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * The client connections of this node, by event loop; each loop's set is touched on that loop only.
 */
final class SessionTable {
  private final Map<Context, Set<ClientLink>> links = new ConcurrentHashMap<>();
  private final AtomicInteger roles = new AtomicInteger();

  void add(ClientLink link) {
    links.computeIfAbsent(link.connection().context(), k -> new LinkedHashSet<>()).add(link);
  }

  void remove(ClientLink link) {
    links.get(link.connection().context()).remove(link);
  }

  /** How many connections have a role now. Any thread. */
  int count() {
    return roles.get();
  }

  /** A connection took its first role. */
  void tookRole() {
    roles.incrementAndGet();
  }

  /** A connection with a role is gone. */
  void lostRole() {
    roles.decrementAndGet();
  }

  /** The connections with a role. */
  Future<List<ClientLink>> links() {
    return gather(set -> set.stream().filter(link -> link.guest() != null).toList())
        .map(lists -> lists.stream().flatMap(List::stream).toList());
  }

  /** A row for each connection with a role. */
  Future<JsonArray> rows() {
    return gather(
            set -> {
              List<JsonObject> rows = new ArrayList<>(set.size());
              for (ClientLink link : set) {
                JsonObject row = link.toJson();
                if (row != null) {
                  rows.add(row);
                }
              }
              return rows;
            })
        .map(
            lists -> {
              JsonArray all = new JsonArray();
              lists.forEach(list -> list.forEach(all::add));
              return all;
            });
  }

  /** How many people watch each stream, edges not counted. */
  Future<Map<StreamKey, Integer>> players(Set<StreamKey> keys) {
    return gather(
            set -> {
              Map<StreamKey, Integer> counts = new ConcurrentHashMap<>();
              for (ClientLink link : set) {
                StreamKey key = link.playing();
                if (key != null && keys.contains(key)) {
                  counts.merge(key, 1, Integer::sum);
                }
              }
              return counts;
            })
        .map(
            maps -> {
              Map<StreamKey, Integer> sum = new ConcurrentHashMap<>();
              maps.forEach(map -> map.forEach((key, n) -> sum.merge(key, n, Integer::sum)));
              return sum;
            });
  }

  private <T> Future<List<T>> gather(Function<Set<ClientLink>, T> part) {
    List<Future<T>> parts = new ArrayList<>();
    links.forEach(
        (context, set) -> {
          Promise<T> promise = Promise.promise();
          context.runOnContext(
              v -> {
                try {
                  promise.complete(part.apply(set));
                } catch (RuntimeException e) {
                  promise.fail(e);
                }
              });
          parts.add(promise.future());
        });
    return Future.all(parts).map(all -> all.<T>list());
  }
}
