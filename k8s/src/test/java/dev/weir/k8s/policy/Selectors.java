package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whoever selects pods or Services finds those that were meant, and the ports that they name. */
final class Selectors {
  private Selectors() {}

  static void look(Manifests manifests, Complaints complaints) {
    for (Workload workload : manifests.nodes()) {
      workload(manifests, workload, complaints);
    }
    manifests.kind("Service").forEach(service -> service(manifests, service, complaints));
    manifests.kind("ServiceMonitor").forEach(monitor -> monitor(manifests, monitor, complaints));
    for (JsonNode budget : manifests.kind("PodDisruptionBudget")) {
      complaints.unless(
          Labels.selected(manifests, budget.at("/spec/selector")).size() == 1,
          "%s does not mean one workload",
          Manifests.title(budget));
    }
    for (JsonNode policy : manifests.kind("NetworkPolicy")) {
      complaints.unless(
          !Labels.selected(manifests, policy.at("/spec/podSelector")).isEmpty(),
          "%s means nobody",
          Manifests.title(policy));
      policy.at("/spec/ingress").forEach(rule -> peers(manifests, policy, rule, complaints));
      policy.at("/spec/egress").forEach(rule -> peers(manifests, policy, rule, complaints));
    }
  }

  private static void workload(Manifests manifests, Workload workload, Complaints complaints) {
    List<Workload> selected = Labels.selected(manifests, workload.object().at("/spec/selector"));
    complaints.unless(
        selected.equals(List.of(workload)), "%s: selects other pods", workload.title());
    for (JsonNode spread : workload.pod().path("topologySpreadConstraints")) {
      complaints.unless(
          Labels.matches(spread.path("labelSelector"), workload.labels()),
          "%s: a spread of others' pods",
          workload.title());
    }
    if (workload.object().path("kind").asText().equals("StatefulSet")) {
      String name = workload.object().at("/spec/serviceName").asText();
      complaints.unless(
          manifests
              .find("Service", name)
              .filter(service -> service.at("/spec/clusterIP").asText().equals("None"))
              .filter(service -> Labels.served(manifests, service).contains(workload))
              .isPresent(),
          "%s: %s is no headless Service of it",
          workload.title(),
          name);
    }
  }

  private static void service(Manifests manifests, JsonNode service, Complaints complaints) {
    List<Workload> served = Labels.served(manifests, service);
    complaints.unless(!served.isEmpty(), "%s means nobody", Manifests.title(service));
    for (JsonNode port : service.at("/spec/ports")) {
      JsonNode target = port.has("targetPort") ? port.path("targetPort") : port.path("port");
      complaints.unless(
          served.stream().anyMatch(workload -> workload.port(target).isPresent()),
          "%s: nobody listens at %s",
          Manifests.title(service),
          target.asText());
    }
  }

  private static void monitor(Manifests manifests, JsonNode monitor, Complaints complaints) {
    List<? extends JsonNode> services =
        manifests.kind("Service").stream()
            .filter(service -> Labels.matches(monitor.at("/spec/selector"), labels(service)))
            .toList();
    complaints.unless(services.size() == 1, "%s: not one Service", Manifests.title(monitor));
    for (JsonNode endpoint : monitor.at("/spec/endpoints")) {
      for (JsonNode service : services) {
        complaints.unless(
            service.at("/spec/ports").findValuesAsText("name").contains(text(endpoint, "port")),
            "%s: %s has no port %s",
            Manifests.title(monitor),
            Manifests.name(service),
            text(endpoint, "port"));
        complaints.unless(
            service.at("/spec/publishNotReadyAddresses").asBoolean(),
            "%s: nodes that drain are not looked at",
            Manifests.title(monitor));
        complaints.unless(
            Set.copyOf(Labels.served(manifests, service)).containsAll(manifests.nodes()),
            "%s: not all nodes",
            Manifests.title(monitor));
      }
    }
  }

  private static void peers(
      Manifests manifests, JsonNode policy, JsonNode rule, Complaints complaints) {
    for (JsonNode peer : List.of(rule.path("from"), rule.path("to"))) {
      for (JsonNode one : peer) {
        complaints.unless(
            !one.has("podSelector")
                || one.has("namespaceSelector")
                || !Labels.selected(manifests, one.path("podSelector")).isEmpty(),
            "%s: a peer that is nobody",
            Manifests.title(policy));
      }
    }
  }

  private static Map<String, String> labels(JsonNode object) {
    Map<String, String> labels = new HashMap<>();
    object
        .at("/metadata/labels")
        .fields()
        .forEachRemaining(label -> labels.put(label.getKey(), label.getValue().asText()));
    return labels;
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asText();
  }
}
