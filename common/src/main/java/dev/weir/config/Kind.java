package dev.weir.config;

import dev.weir.access.AddressRange;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The kinds of values that settings have: how each is read, and how it is shown again. */
enum Kind {
  /** What names a node or a cluster in lists and log lines. */
  NAME((text, spec) -> name(text)),

  /** A {@link #NAME}, or empty. */
  NAME_OR_EMPTY((text, spec) -> text.isEmpty() ? text : name(text)),

  /** A host name or an address. */
  HOST((text, spec) -> host(text)),

  /** A {@link #HOST}, or empty. */
  HOST_OR_EMPTY((text, spec) -> text.isEmpty() ? text : host(text)),

  /** A list of {@code host:port}, 1 to 64 of them; in text, commas divide them. */
  MEMBERS((text, spec) -> members(text), value -> value),

  /** {@code static}, or {@code dns:NAME}. */
  DISCOVERY((text, spec) -> discovery(text)),

  /** An {@code int} in the setting's range. */
  COUNT((text, spec) -> count(text, spec), value -> value),

  /** A TCP port as {@code int}; 0 is any free one. */
  PORT((text, spec) -> port(text), value -> value),

  /** A TCP port that others have to know beforehand, as {@code int}. */
  FIXED_PORT((text, spec) -> fixedPort(text), value -> value),

  /** A {@link #PORT} as {@link OptionalInt}, empty for {@code off}. */
  PORT_OR_OFF((text, spec) -> portOrOff(text), Kind::shownPort),

  /** A list of {@code host=certificate,key}, at most 64 of them, as {@link SniEntry}. */
  SNI((text, spec) -> SniEntry.list(text), value -> SniEntry.shown((List<?>) value)),

  /** The path of a file, or empty. */
  FILE_OR_EMPTY((text, spec) -> file(text)),

  /** Bytes, as {@code int} in the setting's range. */
  SIZE((text, spec) -> size(text, spec), value -> Units.size((int) value)),

  /** Bits a second, as {@code long} in the setting's range. */
  RATE((text, spec) -> rate(text, spec), value -> Units.rate((long) value)),

  /** A list of {@link AddressRange}, in text divided by commas; may be empty. */
  RANGES((text, spec) -> ranges(text), value -> shownRanges((List<?>) value)),

  /** A {@link Duration} in the setting's range. */
  DURATION((text, spec) -> duration(text, spec), value -> Units.duration((Duration) value)),

  /** {@code true} or {@code false}. */
  BOOLEAN((text, spec) -> bool(text), value -> value),

  /** A {@link Secret}, maybe empty. */
  SECRET((text, spec) -> secret(text)),

  /** A constant of the component's enum, in lower case. */
  CHOICE((text, spec) -> choice(text, spec), value -> lower(value));

  private static final int MAX_MEMBERS = 64;

  private final Reader reader;
  private final Function<Object, Object> shown;

  Kind(Reader reader) {
    this(reader, UnaryOperator.identity());
  }

  Kind(Reader reader, Function<Object, Object> shown) {
    this.reader = reader;
    this.shown = shown;
  }

  /** The value of a text; throws {@link Refused} with the reason when it is none. */
  Object read(String text, SettingSpec spec) {
    return reader.read(text, spec);
  }

  Object shown(Object value) {
    return shown.apply(value);
  }

  /** Whether a YAML list may stand for the text with commas. */
  boolean isList() {
    return this == MEMBERS || this == RANGES || this == SNI;
  }

  private interface Reader {
    Object read(String text, SettingSpec spec);
  }

  private static String matching(String text, String pattern, String reason) {
    if (!Pattern.matches(pattern, text)) {
      throw new Refused(reason);
    }
    return text;
  }

  private static String name(String text) {
    return matching(
        text,
        "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
        "is not a name (1 to 64 letters, digits, '.', '_' or '-', a letter or digit first)");
  }

  private static String host(String text) {
    return matching(
        text,
        "[A-Za-z0-9.:_%-]{1,253}",
        "is not a host (a name or an address, without port or brackets)");
  }

  private static List<String> members(String text) {
    List<String> members = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    if (members.size() > MAX_MEMBERS) {
      throw new Refused("has more than " + MAX_MEMBERS + " members");
    }
    for (String member : members) {
      int colon = member.lastIndexOf(':');
      if (colon < 0 || !isMember(member.substring(0, colon), member.substring(colon + 1))) {
        throw new Refused("is not a list of HOST:PORT, such as 10.0.0.1:5701,[fd00::1]:5701");
      }
    }
    return members;
  }

  private static boolean isMember(String host, String port) {
    return Pattern.matches("[A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]+)?]", host)
        && Pattern.matches("\\d{1,5}", port)
        && Integer.parseInt(port) >= 1
        && Integer.parseInt(port) <= 65_535;
  }

  private static String discovery(String text) {
    return matching(
        text,
        "static|dns:[A-Za-z0-9._-]{1,253}",
        "is not a way of discovery (static, or dns:NAME)");
  }

  private static boolean bool(String text) {
    return matching(text, "true|false", "is not true or false").equals("true");
  }

  private static Secret secret(String text) {
    if (!text.isEmpty() && !SecretFile.isUsable(text)) {
      throw new Refused("is not a secret (16 to 512 characters, no spaces)");
    }
    return new Secret(text);
  }

  private static int count(String text, SettingSpec spec) {
    String range = spec.setting().min() + " to " + spec.setting().max();
    int number = whole(text, "is not a whole number from " + range);
    if (number < Integer.parseInt(spec.setting().min())
        || number > Integer.parseInt(spec.setting().max())) {
      throw new Refused("is not a whole number from " + range);
    }
    return number;
  }

  private static int port(String text) {
    return port(text, "is not a port (1 to 65535, or 0 for any free one)");
  }

  private static int fixedPort(String text) {
    String reason = "is not a port (1 to 65535)";
    int port = port(text, reason);
    if (port == 0) {
      throw new Refused(reason);
    }
    return port;
  }

  private static int port(String text, String reason) {
    int port = whole(text, reason);
    if (port > 65_535) {
      throw new Refused(reason);
    }
    return port;
  }

  private static int whole(String text, String reason) {
    return Integer.parseInt(matching(text, "\\d{1,9}", reason));
  }

  private static OptionalInt portOrOff(String text) {
    return text.equals("off")
        ? OptionalInt.empty()
        : OptionalInt.of(port(text, "is not a port (1 to 65535, 0 for any free one, or off)"));
  }

  private static Object shownPort(Object value) {
    OptionalInt port = (OptionalInt) value;
    return port.isPresent() ? port.getAsInt() : "off";
  }

  private static String file(String text) {
    return matching(text, "[^\\p{Cntrl}]{0,4096}", "is not the path of a file");
  }

  private static int size(String text, SettingSpec spec) {
    Setting setting = spec.setting();
    long bytes = Units.bytes(text).orElse(-1);
    if (bytes < Units.bytes(setting.min()).orElseThrow()
        || bytes > Units.bytes(setting.max()).orElseThrow()) {
      throw new Refused(
          "is not a size from %s to %s (such as 512KiB, 16MiB, or plain bytes)"
              .formatted(setting.min(), setting.max()));
    }
    return (int) bytes;
  }

  private static long rate(String text, SettingSpec spec) {
    Setting setting = spec.setting();
    long bits = Units.bits(text).orElse(-1);
    if (bits < Units.bits(setting.min()).orElseThrow()
        || bits > Units.bits(setting.max()).orElseThrow()) {
      throw new Refused(
          "is not a rate from %s to %s (such as 800kbit, 20Mbit, or plain bits a second)"
              .formatted(setting.min(), setting.max()));
    }
    return bits;
  }

  private static List<AddressRange> ranges(String text) {
    if (text.isBlank()) {
      return List.of();
    }
    String[] parts = text.split(",", -1);
    if (parts.length > MAX_MEMBERS) {
      throw new Refused("has more than " + MAX_MEMBERS + " ranges");
    }
    return Arrays.stream(parts)
        .map(
            part ->
                AddressRange.parse(part.strip())
                    .orElseThrow(
                        () -> new Refused("is not a list of addresses or ranges (10.0.0.0/8)")))
        .toList();
  }

  private static Object shownRanges(List<?> ranges) {
    return ranges.stream().map(Object::toString).toList();
  }

  private static Duration duration(String text, SettingSpec spec) {
    Setting setting = spec.setting();
    long millis = Units.millis(text).orElse(-1);
    if (millis < Units.millis(setting.min()).orElseThrow()
        || millis > Units.millis(setting.max()).orElseThrow()) {
      throw new Refused(
          "is not a duration from %s to %s (such as 500ms, 10s or 2m)"
              .formatted(setting.min(), setting.max()));
    }
    return Duration.ofMillis(millis);
  }

  private static Object choice(String text, SettingSpec spec) {
    List<?> constants = List.of(spec.type().getEnumConstants());
    return constants.stream()
        .filter(constant -> lower(constant).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new Refused(
                    constants.stream()
                        .map(Kind::lower)
                        .collect(Collectors.joining(", ", "is not one of ", ""))));
  }

  private static String lower(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }
}
