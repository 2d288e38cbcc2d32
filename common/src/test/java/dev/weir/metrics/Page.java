package dev.weir.metrics;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A metrics page, taken apart. */
record Page(String text) {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]\\w*)=\"([^\"]*)\"");

  record Sample(String name, Map<String, String> labels, double value) {}

  List<Sample> samples() {
    return text.lines().filter(line -> !line.startsWith("#")).map(Page::sample).toList();
  }

  /** Value of the one sample that has this name and all these labels (alternating key, value). */
  double value(String name, String... labels) {
    List<Sample> found =
        samples().stream()
            .filter(sample -> sample.name().equals(name))
            .filter(sample -> has(sample, labels))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(name + List.of(labels) + " is on the page as " + found);
    }
    return found.get(0).value();
  }

  /** Names in TYPE lines with their types. */
  Map<String, String> types() {
    return text.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.split(" "))
        .collect(Collectors.toMap(parts -> parts[2], parts -> parts[3]));
  }

  private static boolean has(Sample sample, String... labels) {
    for (int i = 0; i < labels.length; i += 2) {
      if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
        return false;
      }
    }
    return true;
  }

  private static Sample sample(String line) {
    Matcher matcher = SAMPLE.matcher(line);
    if (!matcher.matches()) {
      throw new AssertionError("not a sample: " + line);
    }
    Map<String, String> labels = new TreeMap<>();
    Matcher label = LABEL.matcher(matcher.group(2) == null ? "" : matcher.group(2));
    while (label.find()) {
      labels.put(label.group(1), label.group(2));
    }
    return new Sample(matcher.group(1), labels, Double.parseDouble(matcher.group(3)));
  }
}
