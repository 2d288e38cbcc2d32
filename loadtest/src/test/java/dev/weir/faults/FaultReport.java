package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What came of a scenario's runs: a table as Markdown and JSON and a page with every run's
 * timeline, in {@code target/faults}. Bars that are missed fail the test, after all is written.
 */
final class FaultReport {
  /** A figure, and what it may be. */
  private record Row(String name, double value, String bar, boolean met) {}

  private static final int MAX_LINES = 20;
  private static final Path DIRECTORY = Path.of("target", "faults");

  private final String scenario;
  private final List<Run> runs = new ArrayList<>();
  private final List<Double> gaps = new ArrayList<>();
  private final Map<String, List<Double>> figures = new LinkedHashMap<>();
  private final List<Row> rows = new ArrayList<>();
  private final List<String> alarms = new ArrayList<>();

  /**
   * @param scenario names the files
   */
  FaultReport(String scenario) {
    this.scenario = scenario;
  }

  /** How many runs were asked for with {@code -Dfaults.runs}; 3 by default. */
  static int wantedRuns() {
    return wantedRuns(3);
  }

  /** Likewise, for scenarios that take long. */
  static int wantedRuns(int otherwise) {
    return Integer.getInteger("faults.runs", otherwise);
  }

  /** The next run; it counts once it was {@link #add added}. */
  Run begin() {
    return new Run(runs.size() + 1);
  }

  /**
   * Takes a run that ended.
   *
   * @param excludedMillis taken off each player's gap
   */
  void add(Run run, double excludedMillis) {
    runs.add(run);
    gaps.addAll(run.gaps(excludedMillis));
    run.figures()
        .forEach((name, value) -> figures.computeIfAbsent(name, n -> new ArrayList<>()).add(value));
    // A test that is ended from outside leaves what it has.
    write();
  }

  List<Run> runs() {
    return List.copyOf(runs);
  }

  /** Gap of all players of all runs, in milliseconds. */
  double gap(double share) {
    return Figures.percentile(gaps, share);
  }

  /** A figure of all runs. */
  double figure(String name, double share) {
    return Figures.percentile(figures.getOrDefault(name, List.of()), share);
  }

  int total(Trace.Fault fault) {
    return runs.stream().mapToInt(run -> run.total(fault)).sum();
  }

  int disconnects() {
    return runs.stream().mapToInt(Run::disconnects).sum();
  }

  /** A figure that has no bar. */
  FaultReport tell(String name, double value) {
    rows.add(new Row(name, value, "", true));
    return this;
  }

  /** Tells how many errors and lost buffers the nodes' logs have, and the first of them. */
  FaultReport logs(FaultCluster cluster) {
    return logs(cluster.alarms());
  }

  /** Likewise, when they are known. */
  FaultReport logs(List<String> lines) {
    lines.stream().limit(MAX_LINES).forEach(alarms::add);
    return tell("errors in logs", lines.size());
  }

  /** A figure that must not be above a limit. */
  FaultReport atMost(String name, double value, double limit) {
    rows.add(new Row(name, value, "<= " + number(limit), value <= limit));
    return this;
  }

  /** A figure that must be exactly so. */
  FaultReport exactly(String name, double value, double wanted) {
    rows.add(new Row(name, value, "= " + number(wanted), value == wanted));
    return this;
  }

  /** The bars of every scenario: nothing repeated, foreign, backward, corrupt or undecodable. */
  FaultReport cleanMedia() {
    return cleanMediaBut(EnumSet.noneOf(Trace.Fault.class));
  }

  /** Likewise, with some faults only told. */
  FaultReport cleanMediaBut(Set<Trace.Fault> allowed) {
    for (Trace.Fault fault : Trace.Fault.values()) {
      String name = fault.name().toLowerCase(Locale.ROOT).replace('_', ' ');
      if (allowed.contains(fault)) {
        tell(name, total(fault));
      } else {
        exactly(name, total(fault), 0);
      }
    }
    return this;
  }

  /** Writes everything and fails when a bar was missed. */
  void finish() {
    write();
    List<String> missed =
        rows.stream()
            .filter(row -> !row.met())
            .map(row -> row.name() + ": " + number(row.value()) + ", bar " + row.bar())
            .toList();
    assertThat(missed)
        .as(() -> "bars of " + scenario + " that were missed; complaints: " + complaints())
        .isEmpty();
  }

  private List<String> complaints() {
    return runs.stream()
        .flatMap(run -> run.complaints().stream())
        .distinct()
        .limit(MAX_LINES)
        .toList();
  }

  private void write() {
    try {
      Files.createDirectories(DIRECTORY);
      Files.writeString(DIRECTORY.resolve(scenario + ".md"), markdown());
      Files.writeString(DIRECTORY.resolve(scenario + ".json"), json().encodePrettily());
      Files.writeString(DIRECTORY.resolve(scenario + ".html"), page());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String markdown() {
    StringBuilder out = new StringBuilder("## " + scenario + "\n\n");
    out.append(runs.size()).append(" runs, ").append(gaps.size()).append(" players in all\n\n");
    out.append("| figure | value | bar | |\n|---|---|---|---|\n");
    for (Row row : rows) {
      String met = row.bar().isEmpty() ? "" : row.met() ? "met" : "**missed**";
      String value = number(row.value());
      out.append("| %s | %s | %s | %s |\n".formatted(row.name(), value, row.bar(), met));
    }
    out.append(
        "\n| run | gap p50 ms | p99 | max | disconnects | lost share | drift ms | other |\n");
    out.append("|---|---|---|---|---|---|---|---|\n");
    for (Run run : runs) {
      List<Double> own = run.gaps(0);
      out.append(
          "| %d | %s | %s | %s | %d | %s | %s | %s |\n"
              .formatted(
                  run.number(),
                  number(Figures.percentile(own, 0.5)),
                  number(Figures.percentile(own, 0.99)),
                  number(Figures.percentile(own, 1)),
                  run.disconnects(),
                  String.format(Locale.ROOT, "%.4f", run.lostShare()),
                  number(run.driftMillis()),
                  words(run)));
    }
    complaints().forEach(line -> out.append("\n- ").append(line));
    alarms.forEach(line -> out.append("\n- log: ").append(line));
    return out.append("\n").toString();
  }

  private static String words(Run run) {
    List<String> words = new ArrayList<>();
    run.figures().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(entry -> words.add(entry.getKey() + " " + number(entry.getValue())));
    words.addAll(run.notes());
    return String.join("; ", words);
  }

  private JsonObject json() {
    JsonArray table = new JsonArray();
    for (Row row : rows) {
      table.add(
          new JsonObject()
              .put("name", row.name())
              .put("value", Double.isFinite(row.value()) ? row.value() : null)
              .put("bar", row.bar())
              .put("met", row.met()));
    }
    JsonArray each = new JsonArray();
    for (Run run : runs) {
      JsonObject own = new JsonObject();
      run.figures().forEach((name, value) -> own.put(name, String.valueOf(value)));
      each.add(
          new JsonObject()
              .put("run", run.number())
              .put("gaps", new JsonArray(run.gaps(0)))
              .put("disconnects", run.disconnects())
              .put("lostShare", run.lostShare())
              .put("driftMillis", run.driftMillis())
              .put("figures", own)
              .put("notes", new JsonArray(run.notes()))
              .put("complaints", new JsonArray(run.complaints())));
    }
    return new JsonObject().put("scenario", scenario).put("table", table).put("runs", each);
  }

  private String page() {
    StringBuilder out = new StringBuilder("<!doctype html><meta charset=\"utf-8\"><title>");
    out.append(scenario).append("</title><body style=\"font:14px sans-serif\"><pre>");
    out.append(Timeline.escaped(markdown())).append("</pre>");
    runs.forEach(
        run ->
            out.append("<h2>run ")
                .append(run.number())
                .append("</h2>\n")
                .append(Timeline.svg(run)));
    return out.append("</body>\n").toString();
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? String.valueOf((long) value)
        : String.format(Locale.ROOT, "%.1f", value);
  }
}
