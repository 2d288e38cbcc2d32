package dev.weir.cli;

import dev.weir.config.OneLine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Stream keys as lines for a terminal. */
final class KeyTable {
  private static final int CELL_CHARS = 60;

  private KeyTable() {}

  static List<String> of(JsonArray keys, Instant now) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ID", "STATE", "UNTIL", "PRIORITY", "OWNER", "NAMES"));
    for (Object key : keys) {
      if (key instanceof JsonObject row) {
        rows.add(
            List.of(
                cell(row.getString("id")),
                state(row, now),
                row.getString("until") == null ? "-" : cell(row.getString("until")),
                cell(row.getValue("priority")),
                cell(row.getString("owner")),
                cell(
                    row.getJsonArray("names").stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(",")))));
      }
    }
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String state(JsonObject row, Instant now) {
    if (Boolean.TRUE.equals(row.getBoolean("revoked"))) {
      return "revoked";
    }
    String until = row.getString("until");
    return until != null && Instant.parse(until).isBefore(now) ? "expired" : "valid";
  }

  /** Owners are texts of strangers. */
  private static String cell(Object value) {
    String text = OneLine.of(String.valueOf(value), CELL_CHARS);
    return text.isEmpty() ? "-" : text;
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
    }
    return line.toString().stripTrailing();
  }
}
