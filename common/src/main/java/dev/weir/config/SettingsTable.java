package dev.weir.config;

import java.util.List;

/** All settings of a node as a table, for the README and for people at a terminal. */
public final class SettingsTable {
  private SettingsTable() {}

  /**
   * One setting.
   *
   * @param key as in {@code rtmp.port}
   * @param variable the environment variable that sets it
   * @param defaultValue as a user would write it; empty for a setting that is empty by default
   * @param meaning one line
   */
  public record Row(String key, String variable, String defaultValue, String meaning) {}

  /** The settings in their order. */
  public static List<Row> rows() {
    return NodeConfig.SCHEMA.specs().values().stream()
        .map(
            spec ->
                new Row(
                    spec.key(), spec.variable(), spec.setting().value(), spec.setting().meaning()))
        .toList();
  }

  /** The table in Markdown with its columns aligned; ends with a line feed. */
  public static String markdown() {
    List<Row> rows = rows();
    int keys = rows.stream().mapToInt(row -> code(row.key()).length()).max().orElse(0);
    int defaults = rows.stream().mapToInt(row -> code(row.defaultValue()).length()).max().orElse(0);
    String line = "| %-" + keys + "s | %-" + defaults + "s | %s |\n";
    StringBuilder table = new StringBuilder();
    table.append(line.formatted("key", "default", "meaning"));
    table.append(line.formatted("-".repeat(keys), "-".repeat(defaults), "---"));
    for (Row row : rows) {
      table.append(line.formatted(code(row.key()), code(row.defaultValue()), row.meaning()));
    }
    return table.toString();
  }

  private static String code(String text) {
    return text.isEmpty() ? "" : "`" + text + "`";
  }
}
