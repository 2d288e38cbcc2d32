package dev.weir;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** SECURITY.md has an answer to each requirement, and the tests that it names are there. */
class SecurityTableTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ROW =
      Pattern.compile("\\| v5\\.0\\.0-([\\d.]+) \\| [123] \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*(?:Test|IT))(?:#(\\w+))?`");
  private static final int REASON_CHARS = 15;

  /**
   * How many requirements each section of ASVS 5.0.0 has, of the chapters that are gone through.
   */
  private static final Map<String, Integer> SECTIONS =
      Map.ofEntries(
          Map.entry("2.4", 2),
          Map.entry("4.1", 5),
          Map.entry("4.2", 5),
          Map.entry("4.3", 2),
          Map.entry("4.4", 4),
          Map.entry("6.1", 3),
          Map.entry("6.2", 12),
          Map.entry("6.3", 8),
          Map.entry("6.4", 6),
          Map.entry("6.5", 8),
          Map.entry("6.6", 4),
          Map.entry("6.7", 2),
          Map.entry("6.8", 4),
          Map.entry("7.1", 3),
          Map.entry("7.2", 4),
          Map.entry("7.3", 2),
          Map.entry("7.4", 5),
          Map.entry("7.5", 3),
          Map.entry("7.6", 2),
          Map.entry("8.1", 4),
          Map.entry("8.2", 4),
          Map.entry("8.3", 3),
          Map.entry("8.4", 2),
          Map.entry("9.1", 3),
          Map.entry("9.2", 4),
          Map.entry("11.1", 4),
          Map.entry("11.2", 5),
          Map.entry("11.3", 5),
          Map.entry("11.4", 4),
          Map.entry("11.5", 2),
          Map.entry("11.6", 2),
          Map.entry("11.7", 2),
          Map.entry("12.1", 5),
          Map.entry("12.2", 2),
          Map.entry("12.3", 5),
          Map.entry("13.1", 4),
          Map.entry("13.2", 6),
          Map.entry("13.3", 4),
          Map.entry("13.4", 7),
          Map.entry("14.1", 2),
          Map.entry("14.2", 8),
          Map.entry("14.3", 3),
          Map.entry("16.1", 1),
          Map.entry("16.2", 5),
          Map.entry("16.3", 4),
          Map.entry("16.4", 3),
          Map.entry("16.5", 4));

  private static List<String> lines() throws IOException {
    return Files.readAllLines(Path.of("SECURITY.md"));
  }

  @Test
  void everyRequirementHasOneRowWithATestOrAReason() throws IOException {
    List<String> found = new ArrayList<>();
    for (String line : lines()) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        found.add(row.group(1));
        boolean test = NAMED.matcher(row.group(3)).find();
        assertThat(test || row.group(3).length() >= REASON_CHARS).as(line).isTrue();
      } else {
        assertThat(line).as("a row that cannot be read").doesNotContain("v5.0.0-");
      }
    }
    List<String> all =
        SECTIONS.entrySet().stream()
            .flatMap(
                section ->
                    IntStream.rangeClosed(1, section.getValue())
                        .mapToObj(number -> section.getKey() + "." + number))
            .toList();
    assertThat(found).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void everyTestThatIsNamedIsThere() throws IOException {
    Map<String, String> sources = sources();
    List<String> missing = new ArrayList<>();
    for (String line : lines()) {
      for (Matcher named = NAMED.matcher(line); named.find(); ) {
        String source = sources.getOrDefault(named.group(1), "");
        boolean there =
            named.group(2) == null
                ? !source.isEmpty()
                : source.contains(" " + named.group(2) + "(");
        if (!there) {
          missing.add(named.group());
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  /** Of all modules' tests, by class. */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new HashMap<>();
    for (String module : List.of("common", "origin", "edge", "loadtest")) {
      Path tests = ROOT.resolve(module).resolve(Path.of("src", "test", "java"));
      try (Stream<Path> files = Files.walk(tests)) {
        for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
          String name = file.getFileName().toString().replace(".java", "");
          sources.put(name, Files.readString(file));
        }
      }
    }
    return sources;
  }
}
