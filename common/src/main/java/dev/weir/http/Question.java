package dev.weir.http;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/**
 * What one node asks another.
 *
 * @param about which kind of rows
 * @param key only the row of this stream; null for all
 * @param limit at most so many rows
 */
record Question(About about, String key, int limit) {
  static final int LIMIT_MAX = 10_000;
  private static final int VERSION = 1;

  /** A kind of rows, and the field that rows are sorted by and known by. */
  enum About {
    STREAMS("key"),
    SESSIONS("id"),
    NODES("id");

    private final String idField;

    About(String idField) {
      this.idField = idField;
    }

    String idField() {
      return idField;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static Question all(About about, int limit) {
    return new Question(about, null, limit);
  }

  static Question stream(String key) {
    return new Question(About.STREAMS, key, 1);
  }

  JsonObject toJson() {
    return new JsonObject()
        .put("v", VERSION)
        .put("question", about.label())
        .put("key", key)
        .put("limit", limit);
  }

  /** Empty when this node does not understand it: a newer node may ask more than we know. */
  static Optional<Question> parse(Object message) {
    if (!(message instanceof JsonObject json) || JsonFields.number(json, "v", 0) != VERSION) {
      return Optional.empty();
    }
    String label = JsonFields.text(json, "question");
    long limit = Math.max(1, Math.min(LIMIT_MAX, JsonFields.number(json, "limit", 1)));
    for (About about : About.values()) {
      if (about.label().equals(label)) {
        return Optional.of(new Question(about, JsonFields.text(json, "key"), (int) limit));
      }
    }
    return Optional.empty();
  }
}
