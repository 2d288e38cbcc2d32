package dev.weir.loadtest.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A table of text: words to the left, figures to the right. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param heads one for each column
   */
  public Table(String... heads) {
    rows.add(Arrays.asList(heads));
  }

  /** Adds a row with a cell for each column, formatted by {@link #text}. */
  public Table row(Object... cells) {
    rows.add(Arrays.stream(cells).map(Table::text).toList());
    return this;
  }

  /** Whether it has nothing but heads. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** In columns, without spaces at the ends of lines. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        int width = width(i);
        line.append(i == 0 ? "" : "  ").append((i == 0 ? "%-" : "%") + width + "s");
      }
      lines.add(line.toString().formatted(row.toArray()).stripTrailing());
    }
    return lines;
  }

  /** As a table of Markdown. */
  public List<String> markdown() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      lines.add(row.stream().map(Table::escaped).collect(joining(" | ", "| ", " |")));
      if (lines.size() == 1) {
        lines.add("|" + " --- |".repeat(row.size()));
      }
    }
    return lines;
  }

  private static String escaped(String cell) {
    return cell.replace("|", "\\|").replace("<", "&lt;");
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
  }

  /** Figures with as many decimals as they are worth; {@code -} for none. */
  public static String text(Object cell) {
    if (cell instanceof Double value) {
      if (!Double.isFinite(value)) {
        return "-";
      }
      double size = Math.abs(value);
      String format = size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f";
      return String.format(Locale.ROOT, format, value);
    }
    return String.valueOf(cell);
  }
}
