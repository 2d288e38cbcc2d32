package dev.weir.config;

import dev.weir.access.AccessDecision;
import dev.weir.access.NamePattern;
import dev.weir.access.StreamKeyRecord;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The section {@code keys} of an access file: stream keys by id, without their secrets. */
final class AccessKeys {
  private static final String SECTION = "keys";
  private static final List<String> FIELDS =
      List.of(
          "hash",
          "adobe-salt",
          "adobe-verifier",
          "owner",
          "until",
          "names",
          "priority",
          "viewers",
          "publishers",
          "bitrate",
          "revoked");
  private static final int PRIORITY_MAX = 1_000;
  private static final int COUNT_MAX = 1_000_000;
  private static final long BITS_MAX = 100_000_000_000L;

  private AccessKeys() {}

  static Map<String, StreamKeyRecord> read(AccessEntries entries) {
    Map<String, StreamKeyRecord> keys = new LinkedHashMap<>();
    Map<String, String> ids = new HashMap<>();
    for (String id : entries.names(SECTION, FIELDS)) {
      StreamKeyRecord key = key(entries, id, SECTION + "." + id + ".");
      String other = ids.putIfAbsent(key.hash(), id);
      if (other != null) {
        throw entries.refused(SECTION + "." + id + ".hash", "is the one of " + other + " too");
      }
      keys.put(id, key);
    }
    return keys;
  }

  private static StreamKeyRecord key(AccessEntries entries, String id, String prefix) {
    if (!StreamKeyRecord.isId(id)) {
      throw new ConfigException(
          prefix + "hash", "the id is not 1 to 64 letters, digits, '_' or '-'");
    }
    String hash = entries.text(prefix + "hash").orElse("");
    if (!hash.matches("[0-9a-f]{64}")) {
      throw new ConfigException(
          prefix + "hash", "is not there or is no SHA-256 of a secret in 64 lower-case hex digits");
    }
    List<String> names = entries.list(prefix + "names").orElse(List.of());
    if (names.isEmpty() || names.size() > 64 || !names.stream().allMatch(NamePattern::isPattern)) {
      throw new ConfigException(
          prefix + "names", "has not 1 to 64 patterns such as live/show or live/team-*");
    }
    return new StreamKeyRecord(
        id,
        hash,
        adobe(entries, prefix + "adobe-salt", "[A-Za-z0-9_-]{1,32}"),
        adobe(entries, prefix + "adobe-verifier", "[A-Za-z0-9+/]{22}=="),
        entries.text(prefix + "owner").map(owner -> OneLine.of(owner, 200)).orElse(""),
        until(entries, prefix + "until"),
        names,
        entries.count(prefix + "priority", AccessDecision.ORDINARY_PRIORITY, PRIORITY_MAX),
        entries.count(prefix + "viewers", 0, COUNT_MAX),
        entries.count(prefix + "publishers", 0, COUNT_MAX),
        bits(entries, prefix + "bitrate"),
        entries.flag(prefix + "revoked"));
  }

  private static String adobe(AccessEntries entries, String key, String shape) {
    String text = entries.text(key).orElse("");
    if (!text.isEmpty() && !text.matches(shape)) {
      // The verifier is worth as much as the secret to those who speak this scheme.
      throw entries.refused(key, "does not have the right shape");
    }
    return text;
  }

  private static long until(AccessEntries entries, String key) {
    String text = entries.text(key).orElse("");
    try {
      return text.isEmpty()
          ? Long.MAX_VALUE
          : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeParseException e) {
      throw entries.refused(key, "is not a time such as 2026-12-31T23:59:59Z");
    }
  }

  /** As {@code 8Mbit}. */
  private static long bits(AccessEntries entries, String key) {
    String text = entries.text(key).orElse("0");
    if (!text.matches("\\d{1,9}([kMG]bit)?")) {
      throw entries.refused(key, "is not bits a second such as 800kbit or 8Mbit");
    }
    long number = Long.parseLong(text.replaceAll("\\D", ""));
    long bits =
        number
            * (text.endsWith("kbit")
                ? 1_000L
                : text.endsWith("Mbit") ? 1_000_000L : text.endsWith("Gbit") ? 1_000_000_000L : 1);
    if (bits > BITS_MAX) {
      throw entries.refused(key, "is more than 100Gbit");
    }
    return bits;
  }
}
