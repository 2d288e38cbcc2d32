package dev.weir.k8s.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads objects into fabric8's classes. It notices fields that no class has and values of another
 * type; what is required it does not know, nor kinds that it has no class for.
 */
final class Fabric8Reader {
  private static final String OTHER_FIELDS = "additionalProperties";

  private final KubernetesSerialization serialization = new KubernetesSerialization();

  /** What is wrong, a line each. */
  List<String> complaints(JsonNode object) {
    List<String> complaints = new ArrayList<>();
    try {
      Object read = serialization.unmarshal(object.toString());
      if (!(read instanceof GenericKubernetesResource)) {
        look(read, object.path("kind").asText(), complaints);
      }
    } catch (RuntimeException e) {
      complaints.add(e.getMessage());
    } catch (IllegalAccessException e) {
      throw new AssertionError(e);
    }
    return complaints;
  }

  /** Whether it has a class for these at all. */
  boolean knows(JsonNode object) {
    return !(serialization.unmarshal(object.toString()) instanceof GenericKubernetesResource);
  }

  private static void look(Object value, String path, List<String> complaints)
      throws IllegalAccessException {
    if (value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        look(list.get(i), path + "[" + i + "]", complaints);
      }
    } else if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        look(entry.getValue(), path + "." + entry.getKey(), complaints);
      }
    } else if (value != null && value.getClass().getName().startsWith("io.fabric8.")) {
      for (Class<?> type = value.getClass(); type != Object.class; type = type.getSuperclass()) {
        for (Field field : type.getDeclaredFields()) {
          if (!Modifier.isStatic(field.getModifiers()) && !type.isEnum()) {
            field.setAccessible(true);
            field(field.getName(), field.get(value), path, complaints);
          }
        }
      }
    }
  }

  private static void field(String name, Object value, String path, List<String> complaints)
      throws IllegalAccessException {
    if (!name.equals(OTHER_FIELDS)) {
      look(value, path + "." + name, complaints);
    } else if (value instanceof Map<?, ?> others && !others.isEmpty()) {
      complaints.add(path + ": unknown " + others.keySet());
    }
  }
}
