package dev.weir.k8s.prometheus;

import dev.weir.metrics.MetricNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics and labels that expressions name, against those that nodes have.
 *
 * @param page a node's metrics page: it has most metrics with every value that their labels take
 */
record MetricsAsked(String page) {
  private static final Pattern SERIES =
      Pattern.compile("(?<![\\w:\"])(weir_\\w+|up\\b)\\s*(?:\\{([^}]*)})?");
  private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!=|!~|=)\\s*\"([^\"]*)\"");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|on)\\s*\\(([^)]*)\\)");
  private static final Pattern LINE = Pattern.compile("(?m)^(\\w+)\\{([^}]*)} ");

  /** What Prometheus adds to every series, and nodes to theirs. */
  private static final Set<String> COMMON =
      Set.of("namespace", "pod", "service", "job", "instance", "container", "node", "role");

  /** What is not there, a line each. */
  List<String> complaints(Question question) {
    List<String> complaints = new ArrayList<>();
    Set<String> labels = new HashSet<>(COMMON);
    Matcher series = SERIES.matcher(question.text());
    boolean found = false;
    while (series.find()) {
      found = true;
      labels.addAll(series(series.group(1), series.group(2), complaints));
    }
    if (!found) {
      complaints.add("no metric of ours");
    }
    Matcher grouping = GROUPING.matcher(question.text());
    while (grouping.find()) {
      for (String label : grouping.group(1).split(",")) {
        if (!labels.contains(label.strip())) {
          complaints.add("no label " + label.strip());
        }
      }
    }
    return complaints.stream().map(line -> question.where() + ": " + line).toList();
  }

  /** The labels that a series has. */
  private Set<String> series(String name, String matchers, List<String> complaints) {
    if (name.equals("up")) {
      return COMMON;
    }
    Set<String> labels = new HashSet<>(COMMON);
    boolean known = false;
    for (MetricNames metric : MetricNames.values()) {
      if (names(metric).contains(name)) {
        known = true;
        labels.addAll(metric.labels());
      }
    }
    if (!known) {
      complaints.add("no metric " + name);
      return labels;
    }
    if (name.endsWith("_bucket")) {
      labels.add("le");
    }
    Matcher matcher = MATCHER.matcher(matchers == null ? "" : matchers);
    while (matcher.find()) {
      String label = matcher.group(1);
      if (!labels.contains(label)) {
        complaints.add(name + " has no label " + label);
      } else if (!COMMON.contains(label)) {
        Set<String> values = values(name, label);
        Arrays.stream(matcher.group(3).split("\\|"))
            .filter(value -> !values.contains(value))
            .forEach(value -> complaints.add(label + " of " + name + " is never " + value));
      }
    }
    return labels;
  }

  private static List<String> names(MetricNames metric) {
    String name = metric.exposedName();
    return switch (metric.type()) {
      case COUNTER, GAUGE -> List.of(name);
      case TIMER ->
          metric == MetricNames.FIRST_FRAME
              ? List.of(name + "_count", name + "_sum", name + "_max", name + "_bucket")
              : List.of(name + "_count", name + "_sum", name + "_max");
    };
  }

  private Set<String> values(String name, String label) {
    Set<String> values = new HashSet<>();
    Matcher line = LINE.matcher(page);
    while (line.find()) {
      if (line.group(1).equals(name)) {
        Map<String, String> labels = new HashMap<>();
        Matcher pair = MATCHER.matcher(line.group(2));
        while (pair.find()) {
          labels.put(pair.group(1), pair.group(3));
        }
        values.add(labels.get(label));
      }
    }
    return values;
  }
}
