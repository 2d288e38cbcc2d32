package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where pods run, what they get there, and in which order they come and go. */
final class Placement {
  private static final List<String> DOMAINS =
      List.of("topology.kubernetes.io/zone", "kubernetes.io/hostname");

  private Placement() {}

  static void look(Manifests manifests, Complaints complaints) {
    Map<String, Integer> priorities = new TreeMap<>();
    for (Workload node : manifests.nodes()) {
      resources(node, complaints);
      spread(node, complaints);
      order(node.object(), node.title(), complaints);
      manifests
          .find("PriorityClass", node.pod().path("priorityClassName").asText())
          .ifPresent(found -> priorities.put(node.component(), found.path("value").asInt()));
      complaints.unless(
          node.container().path("image").asText().matches("[^:]+(:[0-9]+/[^:]+)?:[^:]+")
              && !node.container().path("image").asText().endsWith(":latest"),
          "%s: its image may be any",
          node.title());
    }
    complaints.unless(
        priorities.getOrDefault("origin", 0) > priorities.getOrDefault("edge", Integer.MAX_VALUE),
        "origins go before edges");
    for (JsonNode service : manifests.kind("Service")) {
      complaints.unless(
          service.at("/spec/clusterIP").asText().equals("None")
              || service.at("/spec/externalTrafficPolicy").asText().equals("Local"),
          "%s: clients' addresses are lost",
          Manifests.title(service));
    }
  }

  private static void resources(Workload node, Complaints complaints) {
    JsonNode resources = node.container().path("resources");
    complaints.unless(
        resources.at("/requests").has("cpu") && !resources.at("/limits").has("cpu"),
        "%s: its CPU is cut in mid-frame, or anybody's",
        node.title());
    complaints.unless(
        resources.at("/limits").has("memory")
            && resources.at("/limits/memory").equals(resources.at("/requests/memory")),
        "%s: it has less memory than it may use",
        node.title());
    for (JsonNode volume : node.pod().path("volumes")) {
      complaints.unless(
          !volume.has("emptyDir") || volume.path("emptyDir").has("sizeLimit"),
          "%s: %s has no limit",
          node.title(),
          volume.path("name").asText());
    }
  }

  private static void spread(Workload node, Complaints complaints) {
    List<String> found =
        node.pod().path("topologySpreadConstraints").findValuesAsText("topologyKey");
    complaints.unless(
        found.size() == DOMAINS.size() && found.containsAll(DOMAINS),
        "%s: all of it may be in one place, or that is said twice",
        node.title());
  }

  private static void order(JsonNode object, String title, Complaints complaints) {
    JsonNode spec = object.path("spec");
    if (object.path("kind").asText().equals("StatefulSet")) {
      complaints.unless(
          spec.path("podManagementPolicy").asText().equals("OrderedReady")
              && spec.at("/updateStrategy/type").asText().equals("RollingUpdate"),
          "%s: they start or change all at once",
          title);
    } else {
      complaints.unless(
          spec.at("/strategy/rollingUpdate/maxUnavailable").asText().equals("0")
              && spec.at("/strategy/rollingUpdate/maxSurge").asText().equals("100%"),
          "%s: old ones go before all new ones are there",
          title);
    }
  }
}
