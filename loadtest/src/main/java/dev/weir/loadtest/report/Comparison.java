package dev.weir.loadtest.report;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Two runs side by side, as Markdown. */
final class Comparison {
  /** Counts that differ by no more than this share are of the same load. */
  private static final double SAME_SIZE = 0.05;

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
    Set<String> measures = both(first.measures().keySet(), second.measures().keySet());
    String ratio = two + " / " + one;
    Table times =
        new Table(
            "measure",
            one + " p50",
            one + " p99",
            two + " p50",
            two + " p99",
            ratio + " p50",
            ratio + " p99");
    Table amounts = new Table("amount", one, two, ratio);
    measures.forEach(name -> measure(times, amounts, name));
    for (String name : both(first.counters().keySet(), second.counters().keySet())) {
      amount(amounts, name, amount(first, name), amount(second, name));
    }
    for (Table table : List.of(times, amounts)) {
      if (!table.isEmpty()) {
        lines.add("");
        lines.addAll(table.markdown());
      }
    }
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

  /** Whoever compares should know what was not the same; URLs and directories never are. */
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
      boolean place = here.contains("/") && there.contains("/");
      if (!here.equals(there) && !place) {
        lines.add(
            "- Not the same `--%s`: %s with %s, %s with %s"
                .formatted(option, one, here, two, there));
      }
    }
    return lines;
  }

  private void measure(Table times, Table amounts, String name) {
    Measured a = first.measures().get(name);
    Measured b = second.measures().get(name);
    String unit = (a == null ? b : a).unit();
    if (a != null && b != null && !a.unit().equals(b.unit())) {
      unit = a.unit() + " and " + b.unit();
    }
    double[] one = {figure(Statistic.P50, a), figure(Statistic.P99, a)};
    double[] two = {figure(Statistic.P50, b), figure(Statistic.P99, b)};
    times.row(
        name.endsWith("(" + unit + ")") ? name : name + ", " + unit,
        Figures.text(one[0]),
        Figures.text(one[1]),
        Figures.text(two[0]),
        Figures.text(two[1]),
        ratio(one[0], two[0]),
        ratio(one[1], two[1]));
    // Percentiles of loads of different size are no fair comparison.
    if (!(Math.abs(count(a) - count(b)) <= SAME_SIZE * count(a))) {
      amount(amounts, name + ", values", count(a), count(b));
    }
    if (failed(a) > 0 || failed(b) > 0) {
      amount(amounts, name + ", failed", failed(a), failed(b));
    }
  }

  private static void amount(Table table, String name, double a, double b) {
    table.row(name, Figures.text(a), Figures.text(b), ratio(a, b));
  }

  private static String ratio(double a, double b) {
    return a == 0 || Double.isNaN(a) || Double.isNaN(b) ? "-" : Table.text(b / a);
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
