package dev.weir.k8s.policy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.k8s.Manifests;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Something done to manifests; it fails where there is nothing to do it to. Places are JSON
 * pointers, in which {@code [NAME]} is the element of a list that has this name.
 */
public final class Change {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Change() {}

  /** Another value, or a new one, in a place. */
  public static Consumer<Manifests> set(String object, String pointer, Object value) {
    return manifests -> {
      JsonPointer place = place(manifests.get(object), pointer);
      JsonNode parent = manifests.get(object).at(place.head());
      JsonNode tree = JSON.valueToTree(value);
      if (parent instanceof ArrayNode array) {
        array.set(place.last().getMatchingIndex(), tree);
      } else if (parent instanceof ObjectNode node) {
        node.set(place.last().getMatchingProperty(), tree);
      } else {
        throw new AssertionError("nothing at " + pointer + " of " + object);
      }
    };
  }

  /** Nothing in a place. */
  public static Consumer<Manifests> remove(String object, String pointer) {
    return manifests -> {
      JsonPointer place = place(manifests.get(object), pointer);
      JsonNode parent = manifests.get(object).at(place.head());
      boolean removed =
          parent instanceof ArrayNode array
              ? array.remove(place.last().getMatchingIndex()) != null
              : parent instanceof ObjectNode node
                  && node.remove(place.last().getMatchingProperty()) != null;
      if (!removed) {
        throw new AssertionError("nothing at " + pointer + " of " + object);
      }
    };
  }

  /** Another word in a text, such as a file of a ConfigMap. */
  public static Consumer<Manifests> replace(
      String object, String pointer, String word, String other) {
    return manifests -> {
      String text = manifests.get(object).at(place(manifests.get(object), pointer)).asText();
      if (!text.contains(word)) {
        throw new AssertionError("no " + word + " at " + pointer + " of " + object);
      }
      set(object, pointer, text.replace(word, other)).accept(manifests);
    };
  }

  /** An object less. */
  public static Consumer<Manifests> delete(String object) {
    return manifests -> manifests.objects().remove(manifests.get(object));
  }

  /** An object more, with a name and otherwise empty. */
  public static Consumer<Manifests> add(String kind, String name, Map<String, ?> fields) {
    return manifests -> {
      ObjectNode object = JSON.createObjectNode().put("kind", kind);
      object.putObject("metadata").put("name", name);
      fields.forEach((field, value) -> object.set(field, JSON.valueToTree(value)));
      manifests.objects().add(object);
    };
  }

  private static JsonPointer place(JsonNode object, String pointer) {
    JsonPointer place = JsonPointer.empty();
    for (String step : pointer.substring(1).split("/")) {
      place = place.append(JsonPointer.compile("/" + number(object.at(place), step)));
    }
    return place;
  }

  private static String number(JsonNode list, String step) {
    if (!step.startsWith("[")) {
      return step;
    }
    for (int i = 0; i < list.size(); i++) {
      if (("[" + list.path(i).path("name").asText() + "]").equals(step)) {
        return Integer.toString(i);
      }
    }
    throw new AssertionError("no " + step + " in " + list);
  }
}
