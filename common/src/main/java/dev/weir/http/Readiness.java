package dev.weir.http;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The outcome of a node's readiness checks.
 *
 * @param checks every check by name, {@code ok} or why it fails
 * @param failing those that fail
 */
record Readiness(JsonObject checks, JsonObject failing) {
  static Readiness of(NodeStatus status) {
    JsonObject checks = new JsonObject();
    JsonObject failing = new JsonObject();
    for (Map.Entry<String, Optional<String>> check : outcome(status).entrySet()) {
      check.getValue().ifPresent(reason -> failing.put(check.getKey(), reason));
      checks.put(check.getKey(), check.getValue().orElse("ok"));
    }
    return new Readiness(checks, failing);
  }

  boolean ready() {
    return failing.isEmpty();
  }

  private static Map<String, Optional<String>> outcome(NodeStatus status) {
    try {
      return new TreeMap<>(status.readiness());
    } catch (RuntimeException e) {
      return Map.of("checks", Optional.of("cannot be made: " + e));
    }
  }
}
