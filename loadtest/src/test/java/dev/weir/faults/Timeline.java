package dev.weir.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A picture of a run: a line for each player with its gaps, and what was done when. */
final class Timeline {
  private static final int LEFT = 190;
  private static final int WIDTH = 1_000;
  private static final int TOP = 40;
  private static final int ROW = 4;
  private static final int PUBLISHER_ROW = 10;
  private static final double NANOS_PER_SECOND = 1e9;

  private final Run run;
  private final long startNanos;
  private final double nanos;
  private final StringBuilder out = new StringBuilder();
  private int y = TOP;

  private Timeline(Run run) {
    this.run = run;
    this.startNanos = run.startNanos();
    this.nanos = Math.max(1, run.endNanos() - run.startNanos());
  }

  /** The picture as an SVG element. */
  static String svg(Run run) {
    return new Timeline(run).draw();
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private String draw() {
    run.publishers().forEach(this::publisher);
    y += ROW;
    String before = "";
    for (Run.Watched player : run.players()) {
      if (!player.label().equals(before)) {
        y += ROW;
        text(4, y + ROW + 4, player.label());
        before = player.label();
      }
      player(player.trace());
    }
    seconds();
    marks();
    int height = y + 30;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-size=\"9\">\n"
            .formatted(LEFT + WIDTH + 20, height)
        + out
        + "</svg>\n";
  }

  private void publisher(Run.Published publisher) {
    text(4, y + 8, "publisher " + publisher.label());
    for (PublisherLog.Sent sent : publisher.log().sent()) {
      bar(sent.firstSentNanos(), sent.lastSentNanos(), PUBLISHER_ROW - 3, "#2a7");
    }
    for (PublisherLog.Attempt attempt : publisher.log().attempts()) {
      if (attempt.outcome() != PublisherLog.Outcome.GRANTED) {
        bar(attempt.dialNanos(), attempt.answerNanos(), PUBLISHER_ROW - 3, "#e90");
      }
    }
    y += PUBLISHER_ROW;
  }

  private void player(Trace trace) {
    long from = run.endNanos() - (long) (trace.watchedMillis(run.startNanos()) * 1e6);
    if (trace.videoFrames() > 0) {
      bar(from, run.endNanos(), ROW - 1, "#9bd");
    }
    for (Gap gap : trace.gaps()) {
      bar(gap.startNanos(), gap.endNanos(), ROW - 1, gap.isOpen() ? "#300" : "#c22");
    }
    for (Trace.Disconnect disconnect : trace.disconnects()) {
      bar(disconnect.nanos(), disconnect.nanos(), ROW - 1, "#000");
    }
    y += ROW;
  }

  private void seconds() {
    double all = nanos / NANOS_PER_SECOND;
    double step = all > 120 ? 30 : all > 40 ? 5 : 1;
    for (double second = 0; second <= all; second += step) {
      double x = LEFT + WIDTH * second / all;
      line(x, y + 4, y + 10, "#888");
      text(x - 4, y + 22, String.format(Locale.ROOT, "%.0f s", second));
    }
  }

  private void marks() {
    List<Double> taken = new ArrayList<>();
    for (Run.Mark mark : run.marks()) {
      double x = x(mark.nanos());
      line(x, TOP - 4, y, "#e0a");
      long near = taken.stream().filter(other -> Math.abs(other - x) < 80).count();
      text(x + 2, TOP - 8 - 9 * (near % 3), mark.label());
      taken.add(x);
    }
  }

  private double x(long at) {
    return LEFT + WIDTH * Math.max(0, Math.min(1, (at - startNanos) / nanos));
  }

  private void bar(long from, long to, int height, String color) {
    double left = x(from);
    double width = Math.max(1, x(to) - left);
    out.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n",
            left,
            y,
            width,
            height,
            color));
  }

  private void line(double x, int top, int bottom, String color) {
    out.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>\n",
            x,
            top,
            x,
            bottom,
            color));
  }

  private void text(double x, double at, String words) {
    out.append(
        String.format(
            Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\">%s</text>\n", x, at, escaped(words)));
  }
}
