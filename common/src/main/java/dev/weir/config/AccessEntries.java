package dev.weir.config;

import dev.weir.access.AddressRange;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** What an access file says, key by key; knows which keys nobody asked for. */
final class AccessEntries {
  private static final int SHOWN_CHARS = 80;

  private final Map<String, Given> values;
  private final Set<String> read = new HashSet<>();

  AccessEntries(Map<String, Given> values) {
    this.values = values;
  }

  /** The keys of a section that say something. */
  List<String> under(String section) {
    return values.keySet().stream()
        .filter(key -> key.startsWith(section + ".") && values.get(key).text() != null)
        .toList();
  }

  /** The names between a section and one of its fields, each once. */
  List<String> names(String section, Collection<String> fields) {
    return under(section).stream()
        .map(key -> key.substring(section.length() + 1))
        .map(
            rest -> {
              int dot = rest.lastIndexOf('.');
              String field = rest.substring(dot + 1);
              if (dot < 1 || !fields.contains(field)) {
                throw unknown(section + "." + rest, fields);
              }
              return rest.substring(0, dot);
            })
        .distinct()
        .toList();
  }

  boolean has(String section) {
    return !under(section).isEmpty();
  }

  Optional<String> text(String key) {
    Given given = values.get(key);
    if (given == null) {
      return Optional.empty();
    }
    read.add(key);
    if (given.text() == null) {
      throw refused(key, "has no value");
    }
    if (given.list()) {
      throw refused(key, "is a list where one value is expected");
    }
    return Optional.of(given.text());
  }

  Optional<List<String>> list(String key) {
    Given given = values.get(key);
    if (given == null) {
      return Optional.empty();
    }
    read.add(key);
    if (given.text() == null) {
      throw refused(key, "has no value");
    }
    return Optional.of(
        given.text().isBlank()
            ? List.of()
            : Arrays.stream(given.text().split(",", -1)).map(String::strip).toList());
  }

  List<AddressRange> ranges(String key) {
    return list(key).orElse(List.of()).stream()
        .map(
            text ->
                AddressRange.parse(text)
                    .orElseThrow(
                        () -> refused(key, shown(text) + " is no address or range (10.0.0.0/8)")))
        .toList();
  }

  Duration duration(String key, Duration otherwise, Duration max) {
    Optional<String> text = text(key);
    if (text.isEmpty()) {
      return otherwise;
    }
    OptionalLong millis = Units.millis(text.get());
    if (millis.isEmpty() || millis.getAsLong() > max.toMillis()) {
      throw refused(
          key, shown(text.get()) + " is not a duration up to " + Units.duration(max) + " (as 30s)");
    }
    return Duration.ofMillis(millis.getAsLong());
  }

  int count(String key, int otherwise, int max) {
    return text(key).map(text -> count(key, text, max)).orElse(otherwise);
  }

  private int count(String key, String text, int max) {
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) > max) {
      throw refused(key, shown(text) + " is not a whole number up to " + max);
    }
    return Integer.parseInt(text);
  }

  boolean flag(String key) {
    String text = text(key).orElse("false");
    if (!text.equals("true") && !text.equals("false")) {
      throw refused(key, shown(text) + " is neither true nor false");
    }
    return text.equals("true");
  }

  /** With the place in the file. */
  ConfigException refused(String key, String reason) {
    Given given = values.get(key);
    return new ConfigException(key, reason + (given == null ? "" : ", from " + given.source()));
  }

  ConfigException unknown(String key, Collection<String> known) {
    boolean nested = known.stream().anyMatch(field -> field.indexOf('.') >= 0);
    int end = nested ? Math.max(key.lastIndexOf('.'), 0) : key.length();
    String field = key.substring(key.lastIndexOf('.', end - 1) + 1);
    return refused(key, "no such key; the nearest is " + NearestKey.to(field, known));
  }

  /** Throws for a key that nothing was done with: it was meant to protect something. */
  void requireAllRead(Set<String> sections) {
    for (String key : values.keySet()) {
      boolean empty = values.get(key).text() == null && sections.contains(key);
      if (!read.contains(key) && !empty) {
        Set<String> siblings =
            read.stream()
                .filter(other -> parent(other).equals(parent(key)))
                .map(other -> other.substring(parent(other).length()))
                .collect(Collectors.toSet());
        throw unknown(key, siblings.isEmpty() ? sections : siblings);
      }
    }
  }

  private static String parent(String key) {
    return key.substring(0, key.lastIndexOf('.') + 1);
  }

  private static String shown(String text) {
    return "'" + OneLine.of(text, SHOWN_CHARS) + "'";
  }
}
