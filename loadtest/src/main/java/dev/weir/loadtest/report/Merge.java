package dev.weir.loadtest.report;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Adds up what several generators saw of one run, exactly: values, failures, counters, and series
 * by the second of the wall clock. Objectives are judged anew, so that a limit on an amount is one
 * on the amount of all.
 */
final class Merge {
  private Merge() {}

  /**
   * The sum.
   *
   * @param runs by a name for people, as in a path; one at least
   * @throws UnreadableSummaryException when they are not of one run
   */
  static RunSummary of(Map<String, RunSummary> runs) throws UnreadableSummaryException {
    List<String> names = List.copyOf(runs.keySet());
    for (int i = 1; i < names.size(); i++) {
      requireSameQuestion(names.get(0), names.get(i), runs);
      for (int before = 0; before < i; before++) {
        requireOneRun(names.get(before), names.get(i), runs);
      }
    }
    List<RunSummary> all = List.copyOf(runs.values());
    RunFacts facts = facts(all.stream().map(RunSummary::facts).toList());
    Map<String, Measured> measures = new LinkedHashMap<>();
    Map<String, Long> counters = new LinkedHashMap<>();
    Map<String, Timeline> timelines = new LinkedHashMap<>();
    for (RunSummary run : all) {
      add(measures, run.measures(), Measured::plus);
      add(counters, run.counters(), Long::sum);
      int later = seconds(facts.start(), run.facts().start());
      Map<String, Timeline> moved = new LinkedHashMap<>();
      run.timelines().forEach((name, timeline) -> moved.put(name, timeline.later(later)));
      add(timelines, moved, Timeline::plus);
    }
    return new RunSummary(facts, all.get(0).slos(), measures, counters, timelines);
  }

  private static void requireSameQuestion(String first, String other, Map<String, RunSummary> runs)
      throws UnreadableSummaryException {
    RunSummary one = runs.get(first);
    RunSummary two = runs.get(other);
    if (!one.facts().simulation().equals(two.facts().simulation())) {
      throw new UnreadableSummaryException(
          "%s is of %s, %s of %s"
              .formatted(first, one.facts().simulation(), other, two.facts().simulation()));
    }
    if (!one.slos().equals(two.slos())) {
      throw new UnreadableSummaryException(
          "%s and %s were not to hold the same SLOs".formatted(first, other));
    }
    for (Map.Entry<String, Measured> measure : one.measures().entrySet()) {
      Measured same = two.measures().get(measure.getKey());
      if (same != null && !same.unit().equals(measure.getValue().unit())) {
        throw new UnreadableSummaryException(
            "%s and %s have '%s' in different units".formatted(first, other, measure.getKey()));
      }
    }
  }

  private static void requireOneRun(String first, String other, Map<String, RunSummary> runs)
      throws UnreadableSummaryException {
    RunFacts one = runs.get(first).facts();
    RunFacts two = runs.get(other).facts();
    boolean twice = one.start().equals(two.start()) && one.generators().equals(two.generators());
    if (twice) {
      throw new UnreadableSummaryException(
          "%s and %s are the same generator's".formatted(first, other));
    }
    if (one.end().isBefore(two.start()) || two.end().isBefore(one.start())) {
      throw new UnreadableSummaryException(
          "%s and %s did not run at the same time".formatted(first, other));
    }
  }

  private static RunFacts facts(List<RunFacts> all) {
    Map<String, String> options = new LinkedHashMap<>();
    all.stream()
        .flatMap(facts -> facts.options().keySet().stream())
        .distinct()
        .forEach(name -> options.put(name, distinct(all, f -> f.options().getOrDefault(name, ""))));
    List<Generator> generators = new ArrayList<>();
    all.forEach(facts -> generators.addAll(facts.generators()));
    return new RunFacts(
        all.get(0).simulation(),
        distinct(all, RunFacts::target),
        options,
        all.stream().map(RunFacts::start).min(Instant::compareTo).orElseThrow(),
        all.stream().map(RunFacts::end).max(Instant::compareTo).orElseThrow(),
        generators,
        distinct(all, RunFacts::server));
  }

  private static String distinct(List<RunFacts> all, Function<RunFacts, String> fact) {
    return all.stream().map(fact).filter(s -> !s.isEmpty()).distinct().collect(joining(" / "));
  }

  private static int seconds(Instant from, Instant to) {
    long seconds = Math.round(Duration.between(from, to).toMillis() / 1e3);
    return (int) Math.min(Timeline.MOST_SECONDS, seconds);
  }

  private static <T> void add(Map<String, T> sum, Map<String, T> more, BinaryOperator<T> plus) {
    more.forEach((name, thing) -> sum.merge(name, thing, plus));
  }
}
