package dev.weir.loadtest.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * A run and what came of it.
 *
 * @param facts what was run
 * @param slos what it was to hold
 * @param measures by name, in the order in which they came up
 * @param counters likewise
 * @param timelines likewise
 */
public record RunSummary(
    RunFacts facts,
    List<Slo> slos,
    Map<String, Measured> measures,
    Map<String, Long> counters,
    Map<String, Timeline> timelines) {

  /** A run. */
  public RunSummary {
    slos = List.copyOf(slos);
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    timelines = Collections.unmodifiableMap(new LinkedHashMap<>(timelines));
  }

  /** Whether it holds all objectives. */
  public boolean holds() {
    return verdicts().stream().allMatch(Verdict::holds);
  }

  /** What came of it, in a line for the console. */
  public String headline() {
    long broken = verdicts().stream().filter(verdict -> !verdict.holds()).count();
    String outcome =
        slos.isEmpty()
            ? "no SLOs to hold"
            : broken == 0
                ? "all %d SLOs hold".formatted(slos.size())
                : "%d of %d SLOs BROKEN".formatted(broken, slos.size());
    return facts.simulation() + ": " + outcome;
  }

  /** The outcome for the console: headline, objectives with the broken ones first, warnings. */
  public List<String> lines() {
    Table table = new Table("  SLO", "seen", "limit");
    for (Verdict verdict : brokenFirst()) {
      Slo slo = verdict.slo();
      String name =
          "  %-6s  %s, %s"
              .formatted(
                  verdict.holds() ? "holds" : "BROKEN", slo.measure(), slo.statistic().label());
      table.row(name, Figures.seen(verdict), Figures.limit(slo));
    }
    List<String> lines = new ArrayList<>(List.of(headline()));
    table.lines().stream().skip(1).forEach(lines::add);
    lines.addAll(warnings());
    return lines;
  }

  /** Its objectives, those that are broken before the others. */
  List<Verdict> brokenFirst() {
    Comparator<Verdict> byOutcome = Comparator.comparing(Verdict::holds);
    return verdicts().stream().sorted(byOutcome).toList();
  }

  /** Its objectives, in their order. */
  public List<Verdict> verdicts() {
    return slos.stream().map(slo -> new Verdict(slo, seen(slo))).toList();
  }

  /** Reasons not to believe figures, a sentence each; none in a good run. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (Generator generator : facts.generators()) {
      if (generator.saturated()) {
        warnings.add(
            ("Generator %s was itself saturated (its busiest event loop worked %.0f %% of the"
                    + " time, more than %.0f %%): ages and times of this run mean nothing.")
                .formatted(generator.name(), 100 * generator.busyShare(), 100 * Generator.BUSY));
      }
      if (generator.crowded()) {
        warnings.add(
            ("The machine of generator %s was full (%.0f %% of its CPU in use): ages and times"
                    + " include waiting for a core there.")
                .formatted(generator.name(), 100 * generator.machineShare()));
      }
      if (Double.isNaN(generator.busyShare())) {
        warnings.add(
            "Nobody knows how busy generator %s was; times may be its own."
                .formatted(generator.name()));
      }
    }
    if (measures.containsKey(Names.OTHERS)
        || counters.containsKey(Names.OTHERS)
        || timelines.containsKey(Names.OTHERS)) {
      warnings.add("There were too many names: figures called (others) are of several things.");
    }
    return warnings;
  }

  private OptionalDouble seen(Slo slo) {
    Measured measured = measures.get(slo.measure());
    if (measured != null) {
      return slo.statistic().of(measured);
    }
    Long amount = counters.get(slo.measure());
    return amount == null ? OptionalDouble.empty() : slo.statistic().of(amount);
  }
}
