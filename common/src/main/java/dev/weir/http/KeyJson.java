package dev.weir.http;

import dev.weir.access.AccessDecision;
import dev.weir.access.StreamKeyRecord;
import dev.weir.access.StreamKeySecret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Stream keys as the API says and takes them. Neither hash nor verifier ever goes out. */
final class KeyJson {
  private static final Set<String> FIELDS =
      Set.of("owner", "names", "until", "priority", "viewers", "publishers", "bitsPerSecond");
  private static final int OWNER_CHARS = 128;
  private static final int PRIORITY_MAX = 1_000;

  /** A key that was just made, with its secret, which nobody sees again. */
  record NewKey(StreamKeyRecord record, String secret) {
    @Override
    public String toString() {
      return record.toString();
    }
  }

  private KeyJson() {}

  static JsonObject of(StreamKeyRecord key) {
    boolean ends = key.untilMillis() != Long.MAX_VALUE;
    return new JsonObject()
        .put("id", key.id())
        .put("owner", key.owner())
        .put("names", new JsonArray(key.names()))
        .put("until", ends ? Instant.ofEpochMilli(key.untilMillis()).toString() : null)
        .put("priority", key.priority())
        .put("viewers", key.viewers())
        .put("publishers", key.publishers())
        .put("bitsPerSecond", key.bitsPerSecond())
        .put("revoked", key.revoked());
  }

  /**
   * Makes a key as a request wants it.
   *
   * @throws IllegalArgumentException with the field and what is wrong with it
   */
  static NewKey newKey(JsonObject asked, SecureRandom random) {
    for (String name : asked.fieldNames()) {
      if (!FIELDS.contains(name)) {
        throw new IllegalArgumentException("a key has no field of that name; it has " + sorted());
      }
    }
    String secret = StreamKeySecret.random(random);
    String id = StreamKeySecret.randomId(random);
    String salt = StreamKeySecret.randomId(random);
    StreamKeyRecord record =
        new StreamKeyRecord(
            id,
            StreamKeySecret.hash(secret),
            salt,
            StreamKeySecret.adobeVerifier(id, salt, secret),
            owner(asked.getValue("owner", "")),
            until(asked.getValue("until")),
            names(asked.getValue("names")),
            (int) number(asked, "priority", AccessDecision.ORDINARY_PRIORITY, PRIORITY_MAX),
            (int) number(asked, "viewers", 0, Integer.MAX_VALUE),
            (int) number(asked, "publishers", 0, Integer.MAX_VALUE),
            number(asked, "bitsPerSecond", 0, Long.MAX_VALUE),
            false);
    return new NewKey(record, secret);
  }

  private static List<String> sorted() {
    return FIELDS.stream().sorted().toList();
  }

  private static String owner(Object value) {
    if (value instanceof String text
        && text.length() <= OWNER_CHARS
        && text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    throw new IllegalArgumentException("owner: must be a text of at most " + OWNER_CHARS);
  }

  private static long until(Object value) {
    if (value == null) {
      return Long.MAX_VALUE;
    }
    try {
      return Instant.parse(String.valueOf(value)).toEpochMilli();
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException("until: must be a time such as 2030-12-31T23:59:59Z", e);
    }
  }

  private static List<String> names(Object value) {
    List<String> names = new ArrayList<>();
    if (value instanceof JsonArray array) {
      for (Object name : array) {
        names.add(String.valueOf(name));
      }
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException("names: must be a list such as [\"live/show\"]");
    }
    return names;
  }

  private static long number(JsonObject asked, String name, long fallback, long most) {
    Object value = asked.getValue(name, fallback);
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (number >= 0 && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(name + ": must be a whole number from 0 to " + most);
  }
}
