package dev.weir.loadtest.report;

/** A timeline as a line of small columns. */
final class Sparkline {
  private static final int MOST_COLUMNS = 60;
  private static final String LEVELS = "▁▂▃▄▅▆▇█";

  private Sparkline() {}

  /** How many seconds a column of a run of some length stands for. */
  static int secondsPerColumn(int seconds) {
    return Math.max(1, (seconds + MOST_COLUMNS - 1) / MOST_COLUMNS);
  }

  /**
   * From second 0 on; a column is as high as the greatest figure of its seconds, and a dot where
   * they have none.
   *
   * @param seconds that all of the run has, so that lines below each other fit
   */
  static String of(Timeline timeline, int seconds) {
    int width = secondsPerColumn(seconds);
    double top = timeline.figures().getMax();
    StringBuilder line = new StringBuilder();
    for (int start = 0; start < seconds; start += width) {
      double greatest = Double.NaN;
      for (int second = start; second < start + width; second++) {
        double value = timeline.at(second);
        greatest = Double.isNaN(greatest) || value > greatest ? value : greatest;
      }
      line.append(Double.isNaN(greatest) ? '.' : level(greatest, top));
    }
    return line.toString();
  }

  private static char level(double value, double top) {
    int last = LEVELS.length() - 1;
    int level = top <= 0 ? 0 : (int) Math.round(value / top * last);
    return LEVELS.charAt(Math.max(0, Math.min(last, level)));
  }
}
