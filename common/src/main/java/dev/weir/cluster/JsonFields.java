package dev.weir.cluster;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Strict reading of the JSON text that nodes store for each other. A field that is missing, of
 * another type or out of range makes the whole text unreadable; fields nobody asks for are ignored,
 * which is what lets a newer release add some.
 */
final class JsonFields {
  /** Longest text that is looked at: a record is about 200 characters. */
  static final int MAX_TEXT = 4096;

  private final JsonObject json;

  private JsonFields(JsonObject json) {
    this.json = json;
  }

  /**
   * What {@code read} makes of {@code text}; empty when the text is not of {@code version} or not
   * readable.
   */
  static <T> Optional<T> parse(String text, int version, Function<JsonFields, T> read) {
    if (text == null || text.length() > MAX_TEXT) {
      return Optional.empty();
    }
    try {
      JsonFields fields = new JsonFields(new JsonObject(text));
      return fields.integer("v", 0, Integer.MAX_VALUE) == version
          ? Optional.of(read.apply(fields))
          : Optional.empty();
    } catch (DecodeException | IllegalArgumentException unreadable) {
      return Optional.empty();
    }
  }

  String text(String name) {
    if (json.getValue(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(name);
  }

  String text(String name, String fallback) {
    return json.containsKey(name) ? text(name) : fallback;
  }

  /** A list of texts. */
  List<String> texts(String name) {
    if (!(json.getValue(name) instanceof JsonArray array)) {
      throw new IllegalArgumentException(name);
    }
    List<String> texts = new ArrayList<>();
    for (Object item : array) {
      if (!(item instanceof String text)) {
        throw new IllegalArgumentException(name);
      }
      texts.add(text);
    }
    return texts;
  }

  boolean bool(String name) {
    if (json.getValue(name) instanceof Boolean flag) {
      return flag;
    }
    throw new IllegalArgumentException(name);
  }

  boolean bool(String name, boolean fallback) {
    return json.containsKey(name) ? bool(name) : fallback;
  }

  int integer(String name, int least, int most) {
    return (int) integer(name, (long) least, (long) most);
  }

  int integer(String name, int least, int most, int fallback) {
    return json.containsKey(name) ? integer(name, least, most) : fallback;
  }

  long integer(String name, long least, long most) {
    Object value = json.getValue(name);
    if (value instanceof Integer || value instanceof Long) {
      long number = ((Number) value).longValue();
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new IllegalArgumentException(name);
  }
}
