package dev.weir.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What one node answered.
 *
 * @param node its id
 * @param role {@code origin} or {@code edge}
 * @param total rows it has, of which it may have sent fewer
 * @param rows sorted by the field that identifies them, the first ones up to the limit
 */
record Answer(String node, String role, int total, List<JsonObject> rows) {
  private static final int VERSION = 1;

  /** Keeps the rows that were asked for. Rows that lack their id are dropped. */
  static Answer of(NodeSummary node, Question question, JsonArray snapshot) {
    String idField = question.about().idField();
    List<JsonObject> rows = new ArrayList<>();
    for (JsonObject row : JsonFields.objects(snapshot)) {
      String id = JsonFields.text(row, idField);
      if (id != null && (question.key() == null || question.key().equals(id))) {
        rows.add(row);
      }
    }
    rows.sort(Comparator.comparing(row -> row.getString(idField)));
    int kept = Math.min(question.limit(), rows.size());
    return new Answer(node.id(), node.role(), rows.size(), List.copyOf(rows.subList(0, kept)));
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("v", VERSION)
        .put("node", node)
        .put("role", role)
        .put("total", total)
        .put("rows", new JsonArray(rows));
  }

  /**
   * Reads what another node sent.
   *
   * @throws IllegalArgumentException when this node cannot read it
   */
  static Answer parse(String askedNode, Question question, Object message) {
    if (!(message instanceof JsonObject json)
        || JsonFields.number(json, "v", 0) != VERSION
        || !askedNode.equals(JsonFields.text(json, "node"))
        || !(json.getValue("rows") instanceof JsonArray sent)) {
      throw new IllegalArgumentException("not an answer of " + askedNode);
    }
    String role = JsonFields.text(json, "role");
    List<JsonObject> rows =
        JsonFields.objects(sent).stream()
            .filter(row -> JsonFields.text(row, question.about().idField()) != null)
            .limit(question.limit())
            .toList();
    int total = (int) Math.max(rows.size(), JsonFields.number(json, "total", 0));
    return new Answer(askedNode, role == null ? "unknown" : role, total, rows);
  }
}
