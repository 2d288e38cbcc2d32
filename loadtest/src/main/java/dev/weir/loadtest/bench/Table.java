package dev.weir.loadtest.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Text in columns: words to the left, figures to the right. */
final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  Table(String... heads) {
    rows.add(Arrays.asList(heads));
  }

  Table row(Object... cells) {
    rows.add(Arrays.stream(cells).map(Table::text).toList());
    return this;
  }

  /** Without spaces at the ends of lines. */
  List<String> lines() {
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

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(1);
  }

  /** Figures with as many decimals as they are worth; {@code -} for none. */
  static String text(Object cell) {
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
