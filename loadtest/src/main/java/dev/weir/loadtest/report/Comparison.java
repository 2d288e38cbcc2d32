package dev.weir.loadtest.report;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Two runs side by side, as Markdown. */
final class Comparison {
  private final RunSummary first;
  private final RunSummary second;

  Comparison(RunSummary first, RunSummary second) {
    this.first = first;
    this.second = second;
  }

  /**
   * The page.
   *
   * @param names of the runs, or none for what their servers say
   */
  List<String> lines(String... names) {
    String one = names.length == 2 ? names[0] : name(first, second, "A");
    String two = names.length == 2 ? names[1] : name(second, first, "B");
    List<String> lines = new ArrayList<>();
    lines.add("- %s: %s".formatted(one, words(first)));
    lines.add("- %s: %s".formatted(two, words(second)));
    differences(one, two).forEach(lines::add);
    lines.add("");
    Table table = new Table("measure", "figure", one, two, two + " / " + one);
    both(first.measures().keySet(), second.measures().keySet())
        .forEach(name -> measure(table, name));
    both(first.counters().keySet(), second.counters().keySet())
        .forEach(name -> counter(table, name));
    lines.addAll(table.markdown());
    return lines;
  }

  private static String name(RunSummary run, RunSummary other, String fallback) {
    String server = run.facts().server();
    return server.isEmpty() || server.equals(other.facts().server()) ? fallback : server;
  }

  private static String words(RunSummary run) {
    RunFacts facts = run.facts();
    StringBuilder words =
        new StringBuilder(
            "%s, %s, %d s, started %s"
                .formatted(
                    run.headline(),
                    facts.target(),
                    facts.duration().toSeconds(),
                    facts.start().truncatedTo(ChronoUnit.SECONDS)));
    run.warnings().forEach(warning -> words.append(". **Warning.** ").append(warning));
    return words.toString();
  }

  /** Whoever compares should know what was not the same; where they went to never is. */
  private List<String> differences(String one, String two) {
    List<String> lines = new ArrayList<>();
    String a = first.facts().simulation();
    String b = second.facts().simulation();
    if (!a.equals(b)) {
      lines.add("- **Not the same simulation:** %s, %s".formatted(a, b));
    }
    Set<String> options = both(first.facts().options().keySet(), second.facts().options().keySet());
    for (String option : options) {
      String here = first.facts().options().getOrDefault(option, "not given");
      String there = second.facts().options().getOrDefault(option, "not given");
      boolean target = here.contains("://") && there.contains("://");
      if (!here.equals(there) && !target) {
        lines.add(
            "- Not the same `--%s`: %s with %s, %s with %s"
                .formatted(option, one, here, two, there));
      }
    }
    return lines;
  }

  private void measure(Table table, String name) {
    Measured a = first.measures().get(name);
    Measured b = second.measures().get(name);
    String unit = (a == null ? b : a).unit();
    if (a != null && b != null && !a.unit().equals(b.unit())) {
      unit = a.unit() + " / " + b.unit();
    }
    row(table, name, "values", count(a), count(b));
    for (Statistic statistic : List.of(Statistic.P50, Statistic.P99, Statistic.MAX)) {
      row(table, "", statistic.label() + ", " + unit, figure(statistic, a), figure(statistic, b));
    }
    if (failed(a) > 0 || failed(b) > 0) {
      row(table, "", "failed", failed(a), failed(b));
    }
  }

  private void counter(Table table, String name) {
    row(table, name, "amount", amount(first, name), amount(second, name));
  }

  private static void row(Table table, String name, String figure, double a, double b) {
    String ratio = a == 0 || Double.isNaN(a) || Double.isNaN(b) ? "-" : Table.text(b / a);
    table.row(name, figure, Figures.text(a), Figures.text(b), ratio);
  }

  private static double count(Measured measured) {
    return measured == null ? Double.NaN : measured.count();
  }

  private static double failed(Measured measured) {
    return measured == null ? Double.NaN : measured.failed();
  }

  private static double figure(Statistic statistic, Measured measured) {
    return measured == null ? Double.NaN : statistic.of(measured).orElse(Double.NaN);
  }

  private static double amount(RunSummary run, String name) {
    Long amount = run.counters().get(name);
    return amount == null ? Double.NaN : amount;
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    Set<String> both = new LinkedHashSet<>(some);
    both.addAll(others);
    return both;
  }
}
