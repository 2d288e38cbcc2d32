package dev.weir.loadtest.report;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/** A summary for people. */
final class SummaryMarkdown {
  private final RunSummary summary;
  private final List<String> lines = new ArrayList<>();

  private SummaryMarkdown(RunSummary summary) {
    this.summary = summary;
  }

  static String text(RunSummary summary) {
    SummaryMarkdown page = new SummaryMarkdown(summary);
    page.lines.add("# " + summary.headline());
    summary.warnings().forEach(warning -> page.paragraph("> **Warning.** " + warning));
    page.ran();
    page.slos();
    page.measures();
    page.failures();
    page.counters();
    page.timelines();
    page.howToRead();
    return String.join("\n", page.lines) + "\n";
  }

  private void ran() {
    RunFacts facts = summary.facts();
    Table table =
        new Table("what ran", "")
            .row("simulation", facts.simulation())
            .row("against", facts.target())
            .row("server", facts.server().isEmpty() ? "does not say" : facts.server())
            .row("started", facts.start().truncatedTo(ChronoUnit.SECONDS))
            .row("took", facts.duration().toSeconds() + " s");
    facts.options().forEach((name, value) -> table.row("--" + name, value));
    for (Generator generator : facts.generators()) {
      table.row("generator " + generator.name(), generator.words());
    }
    section("What ran", table);
  }

  private void slos() {
    if (summary.slos().isEmpty()) {
      return;
    }
    Table table = new Table("", "SLO", "limit", "seen");
    summary.brokenFirst().forEach(verdict -> row(table, verdict));
    section("SLOs", table);
  }

  private static void row(Table table, Verdict verdict) {
    Slo slo = verdict.slo();
    table.row(
        verdict.holds() ? "holds" : "**BROKEN**",
        slo.measure() + ", " + slo.statistic().label(),
        Figures.limit(slo),
        Figures.seen(verdict));
  }

  private void measures() {
    Table table = new Table("measure", "unit", "count", "p50", "p95", "p99", "max", "failed");
    summary
        .measures()
        .forEach(
            (name, measured) ->
                table.row(
                    name,
                    measured.unit(),
                    measured.count(),
                    Figures.text(measured.percentile(50)),
                    Figures.text(measured.percentile(95)),
                    Figures.text(measured.percentile(99)),
                    Figures.text(measured.percentile(100)),
                    Figures.failed(measured)));
    section("Measures", table);
  }

  private void failures() {
    Table table = new Table("measure", "count", "why it failed");
    summary
        .measures()
        .forEach(
            (name, measured) ->
                measured.reasons().forEach((reason, count) -> table.row(name, count, reason)));
    section("Failures", table);
  }

  private void counters() {
    Table table = new Table("counted", "amount");
    summary.counters().forEach(table::row);
    section("Counters", table);
  }

  private void timelines() {
    Table table = new Table("by the second", "unit", "least", "mean", "most", "at", "over the run");
    int seconds = summary.timelines().values().stream().mapToInt(Timeline::seconds).max().orElse(0);
    summary
        .timelines()
        .forEach(
            (name, timeline) -> {
              DoubleSummaryStatistics figures = timeline.figures();
              if (figures.getCount() > 0) {
                table.row(
                    name,
                    timeline.unit(),
                    Figures.text(figures.getMin()),
                    Figures.text(figures.getAverage()),
                    Figures.text(figures.getMax()),
                    timeline.peak() + " s",
                    "`" + Sparkline.of(timeline, seconds) + "`");
              }
            });
    section("Timeline", table);
    if (!table.isEmpty()) {
      paragraph(
          "A column is %d s, as high as the greatest figure in it; a dot is no figure."
              .formatted(Sparkline.secondsPerColumn(seconds)));
    }
  }

  private void howToRead() {
    paragraph("## How to read this");
    paragraph("- p99: 99 of 100 values were at most that, to three digits.");
    lines.add("- What failed has no value and is in no percentile: read `failed` beside them.");
    lines.add("- An SLO on something that never happened is broken, not held.");
    lines.add("- `summary.json` has all values: `./weir load compare A.json B.json` puts two runs");
    lines.add("  side by side, `./weir load merge DIR A.json B.json` adds up generators of one.");
  }

  /** Nothing when the table has no rows. */
  private void section(String title, Table table) {
    if (!table.isEmpty()) {
      paragraph("## " + title);
      lines.add("");
      lines.addAll(table.markdown());
    }
  }

  private void paragraph(String line) {
    lines.add("");
    lines.add(line);
  }
}
