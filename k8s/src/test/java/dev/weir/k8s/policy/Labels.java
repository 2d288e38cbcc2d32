package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whom a selector means. */
final class Labels {
  private Labels() {}

  /** Workloads whose pods a selector with matchLabels and matchExpressions means. */
  static List<Workload> selected(Manifests manifests, JsonNode selector) {
    return manifests.workloads().stream().filter(w -> matches(selector, w.labels())).toList();
  }

  /** Workloads whose pods a Service's plain selector means; one without a selector means none. */
  static List<Workload> served(Manifests manifests, JsonNode service) {
    JsonNode selector = service.at("/spec/selector");
    return manifests.workloads().stream()
        .filter(w -> !selector.isEmpty() && hasAll(selector, w.labels()))
        .toList();
  }

  /** Whether labels are what a selector asks for; an empty one asks for nothing. */
  static boolean matches(JsonNode selector, Map<String, String> labels) {
    if (selector.isMissingNode() || !hasAll(selector.path("matchLabels"), labels)) {
      return false;
    }
    for (JsonNode expression : selector.path("matchExpressions")) {
      if (!matches(expression, labels.get(expression.path("key").asText()))) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasAll(JsonNode wanted, Map<String, String> labels) {
    List<Boolean> found = new ArrayList<>();
    wanted
        .fields()
        .forEachRemaining(
            label -> found.add(label.getValue().asText().equals(labels.get(label.getKey()))));
    return !found.contains(false);
  }

  private static boolean matches(JsonNode expression, String value) {
    List<String> values = new ArrayList<>();
    expression.path("values").forEach(one -> values.add(one.asText()));
    return switch (expression.path("operator").asText()) {
      case "In" -> values.contains(value);
      case "NotIn" -> !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }
}
