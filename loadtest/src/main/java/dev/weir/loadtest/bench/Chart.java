package dev.weir.loadtest.bench;

import dev.weir.loadtest.report.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over a number of players, as a piece of SVG. */
final class Chart {
  private static final int WIDTH = 460;
  private static final int HEIGHT = 320;
  private static final int LEFT = 60;
  private static final int RIGHT = 15;
  private static final int TOP = 40;
  private static final int BOTTOM = 45;
  private static final int LEGEND = 15;
  private static final int TICKS = 5;
  private static final List<String> COLOURS =
      List.of("#1f6fb4", "#d1622b", "#3b8f46", "#8a4fa3", "#555555");

  /** A point: players, figure. */
  record Point(double x, double y) {}

  private record Line(String name, String colour, boolean dashed, List<Point> points) {}

  private final String title;
  private final String unit;
  private final boolean logarithmic;
  private final List<Line> lines = new ArrayList<>();

  /**
   * @param unit of the figures
   * @param logarithmic whether equal ratios are equal distances; else the axis begins at 0
   */
  Chart(String title, String unit, boolean logarithmic) {
    this.title = title;
    this.unit = unit;
    this.logarithmic = logarithmic;
  }

  /**
   * Adds a line; points that are no numbers, or not above 0 on a logarithmic axis, are left out.
   *
   * @param colour number of its colour, so that lines that belong together look like it
   */
  Chart line(String name, int colour, boolean dashed, List<Point> points) {
    List<Point> shown =
        points.stream()
            .filter(point -> Double.isFinite(point.y) && (point.y > 0 || !logarithmic))
            .toList();
    lines.add(new Line(name, COLOURS.get(colour % COLOURS.size()), dashed, shown));
    return this;
  }

  /** Charts side by side, as a whole SVG file. */
  static String page(Chart... charts) {
    StringBuilder svg = new StringBuilder();
    append(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\""
            + " font-family=\"sans-serif\" font-size=\"11\">%n",
        charts.length * WIDTH,
        HEIGHT,
        charts.length * WIDTH,
        HEIGHT);
    append(svg, "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n");
    for (int i = 0; i < charts.length; i++) {
      append(svg, "<g transform=\"translate(%d,0)\">%n", i * WIDTH);
      charts[i].draw(svg);
      svg.append("</g>\n");
    }
    return svg.append("</svg>\n").toString();
  }

  private void draw(StringBuilder svg) {
    append(
        svg,
        "<text x=\"%d\" y=\"20\" font-size=\"14\" fill=\"#222\">%s</text>%n",
        LEFT,
        xml(title));
    double top = top();
    for (double tick : ticks(top)) {
      double y = y(tick, top);
      append(
          svg,
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
          LEFT,
          WIDTH - RIGHT,
          y,
          y);
      append(
          svg,
          "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" fill=\"#444\">%s</text>%n",
          LEFT - 6,
          y + 4,
          label(tick));
    }
    for (double x :
        lines.stream().flatMap(l -> l.points.stream()).map(p -> p.x).distinct().toList()) {
      append(
          svg,
          "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" fill=\"#444\">%s</text>%n",
          x(x),
          HEIGHT - BOTTOM + 16,
          label(x));
    }
    append(
        svg,
        "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#444\">players</text>%n",
        WIDTH - RIGHT,
        HEIGHT - BOTTOM + 32);
    append(svg, "<text x=\"6\" y=\"%d\" fill=\"#444\">%s</text>%n", plotTop() - 8, xml(unit));
    for (int i = 0; i < lines.size(); i++) {
      draw(svg, lines.get(i), i, top);
    }
  }

  private void draw(StringBuilder svg, Line line, int index, double top) {
    String dash = line.dashed ? " stroke-dasharray=\"5 4\"" : "";
    StringBuilder path = new StringBuilder();
    for (Point point : line.points) {
      append(path, "%.1f,%.1f ", x(point.x), y(point.y, top));
      append(
          svg,
          "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>%n",
          x(point.x),
          y(point.y, top),
          line.colour);
    }
    append(
        svg,
        "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>%n",
        path.toString().strip(),
        line.colour,
        dash);
    int y = TOP - 6 + LEGEND * index;
    append(
        svg,
        "<line x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"%s/>%n",
        LEFT,
        LEFT + 24,
        y,
        y,
        line.colour,
        dash);
    append(
        svg, "<text x=\"%d\" y=\"%d\" fill=\"#222\">%s</text>%n", LEFT + 30, y + 4, xml(line.name));
  }

  /** Below the names of the lines. */
  private int plotTop() {
    return TOP + LEGEND * lines.size();
  }

  private double x(double players) {
    double most = most(true);
    return LEFT + (WIDTH - LEFT - RIGHT - 20) * players / most;
  }

  private double y(double value, double top) {
    double share =
        logarithmic ? Math.log(Math.max(1, value)) / Math.log(top) : Math.max(0, value) / top;
    return HEIGHT - BOTTOM - (HEIGHT - BOTTOM - plotTop()) * share;
  }

  private double top() {
    double most = most(false);
    if (logarithmic) {
      return Math.pow(10, Math.max(1, Math.ceil(Math.log10(most))));
    }
    double step = Math.pow(10, Math.floor(Math.log10(most)));
    return Math.ceil(most / step * 1.1) * step;
  }

  private List<Double> ticks(double top) {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      for (double tick = 1; tick <= top; tick *= 10) {
        ticks.add(tick);
      }
    } else {
      for (int i = 0; i <= TICKS; i++) {
        ticks.add(top * i / TICKS);
      }
    }
    return ticks;
  }

  private double most(boolean ofPlayers) {
    return lines.stream()
        .flatMap(line -> line.points.stream())
        .mapToDouble(point -> ofPlayers ? point.x : point.y)
        .filter(value -> value > 0)
        .max()
        .orElse(1);
  }

  private static String label(double value) {
    return value == Math.rint(value) ? "%d".formatted((long) value) : Table.text(value);
  }

  private static String xml(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }

  private static void append(StringBuilder out, String format, Object... values) {
    out.append(String.format(Locale.ROOT, format, values));
  }
}
