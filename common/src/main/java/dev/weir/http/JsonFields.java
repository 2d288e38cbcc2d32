package dev.weir.http;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Reads JSON from other nodes, where a field may be absent, null or of another type. */
final class JsonFields {
  private JsonFields() {}

  /** The number, or the fallback when there is none. */
  static long number(JsonObject json, String field, long fallback) {
    return json.getValue(field) instanceof Number number ? number.longValue() : fallback;
  }

  /** The text, or null when there is none. */
  static String text(JsonObject json, String field) {
    return json.getValue(field) instanceof String text ? text : null;
  }

  /** The array's objects; other elements are left out. */
  static List<JsonObject> objects(JsonArray array) {
    List<JsonObject> objects = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      if (array.getValue(i) instanceof JsonObject object) {
        objects.add(object);
      }
    }
    return objects;
  }
}
