package dev.weir.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes one row of the rows that several nodes have of one stream: what the owner says about it,
 * with the players of all nodes.
 */
final class StreamMerge {
  private static final String ORIGIN = "origin";

  /**
   * Best witness last: the owner, then other origins, then edges; of equals the one with the higher
   * epoch, since after a split two nodes may each hold themselves for the owner.
   */
  private static final Comparator<Part> BY_TRUST =
      Comparator.comparing(Part::isOwner)
          .thenComparing(Part::isOrigin)
          .thenComparing(Part::epoch)
          .thenComparing(Part::node);

  private record Part(String node, String role, JsonObject row) {
    boolean isOwner() {
      return node.equals(row.getValue(ORIGIN));
    }

    boolean isOrigin() {
      return ORIGIN.equals(role);
    }

    long epoch() {
      return JsonFields.number(row, "epoch", 0);
    }

    long players() {
      return JsonFields.number(row, "players", 0);
    }
  }

  private StreamMerge() {}

  /** One row a key, sorted by key; the answers' rows are left as they are. */
  static List<JsonObject> merge(List<Answer> answers) {
    Map<String, List<Part>> byKey = new TreeMap<>();
    for (Answer answer : answers) {
      for (JsonObject row : answer.rows()) {
        byKey
            .computeIfAbsent(row.getString("key"), key -> new ArrayList<>(2))
            .add(new Part(answer.node(), answer.role(), row));
      }
    }
    List<JsonObject> rows = new ArrayList<>(byKey.size());
    for (List<Part> parts : byKey.values()) {
      rows.add(row(parts));
    }
    return rows;
  }

  private static JsonObject row(List<Part> parts) {
    parts.sort(BY_TRUST);
    long players = 0;
    for (Part part : parts) {
      players += part.players();
    }
    JsonObject main = parts.get(parts.size() - 1).row();
    parts.sort(Comparator.comparing(Part::node));
    JsonArray nodes = new JsonArray();
    for (Part part : parts) {
      nodes.add(
          new JsonObject()
              .put("node", part.node())
              .put("role", part.role())
              .put("players", part.players()));
    }
    return main.copy().put("players", players).put("nodes", nodes);
  }
}
