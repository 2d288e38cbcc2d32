package dev.weir.config;

import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes, rates and durations as people write them: {@code 16MiB}, {@code 500ms}. */
final class Units {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(\\d{1,18})([A-Za-z]*)");
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L);

  private static final Map<String, Long> BITS =
      Map.of("", 1L, "kbit", 1_000L, "Mbit", 1_000_000L, "Gbit", 1_000_000_000L);

  private Units() {}

  /** Bytes; empty when the text is no size. */
  static OptionalLong bytes(String text) {
    return value(text, BYTES);
  }

  /** Bits a second; empty when the text is no rate. */
  static OptionalLong bits(String text) {
    return value(text, BITS);
  }

  /**
   * Milliseconds; empty when the text is no duration. A bare number is none, for nobody could tell
   * its unit.
   */
  static OptionalLong millis(String text) {
    return value(text, MILLIS);
  }

  private static OptionalLong value(String text, Map<String, Long> units) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(matcher.group(1));
    long unit = units.get(matcher.group(2));
    return OptionalLong.of(number > Long.MAX_VALUE / unit ? Long.MAX_VALUE : number * unit);
  }

  /**
   * The shortest text that {@link #bytes} reads as this size; plain bytes when no unit divides it.
   */
  static Object size(int bytes) {
    return bytes == 0 ? (Object) 0 : largestUnit(bytes, BYTES);
  }

  /** The shortest text that {@link #bits} reads as this rate. */
  static Object rate(long bits) {
    return bits == 0 ? (Object) 0 : largestUnit(bits, BITS);
  }

  /** The shortest text that {@link #millis} reads as this duration. */
  static String duration(Duration duration) {
    return duration.isZero() ? "0s" : largestUnit(duration.toMillis(), MILLIS);
  }

  private static String largestUnit(long value, Map<String, Long> units) {
    Map.Entry<String, Long> best =
        units.entrySet().stream()
            .filter(unit -> value % unit.getValue() == 0)
            .max(Map.Entry.comparingByValue())
            .orElseThrow();
    return value / best.getValue() + best.getKey();
  }
}
