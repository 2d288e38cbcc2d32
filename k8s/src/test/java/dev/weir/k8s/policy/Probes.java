package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;

/** A node is killed when no event loop answers and for nothing else, and then not at once. */
final class Probes {
  private static final int PATIENCE_SECONDS = 30;

  /** Readiness has to be lost soon: newcomers come until then. */
  private static final int UNREADY_SECONDS = 10;

  private Probes() {}

  static void look(Manifests manifests, Complaints complaints) {
    for (Workload node : manifests.nodes()) {
      probe(node, "startupProbe", "/health/ready", complaints);
      JsonNode live = probe(node, "livenessProbe", "/health/live", complaints);
      complaints.unless(seconds(live) >= PATIENCE_SECONDS, "%s: is killed at once", node.title());
      JsonNode ready = probe(node, "readinessProbe", "/health/ready", complaints);
      complaints.unless(
          seconds(ready) <= UNREADY_SECONDS && ready.path("failureThreshold").asInt(3) > 1,
          "%s: is ready for too long, or flaps",
          node.title());
    }
  }

  private static JsonNode probe(Workload node, String name, String path, Complaints complaints) {
    JsonNode probe = node.container().path(name);
    complaints.unless(
        probe.at("/httpGet/path").asText().equals(path)
            && node.port(probe.at("/httpGet/port")).isPresent(),
        "%s: its %s does not ask %s",
        node.title(),
        name,
        path);
    return probe;
  }

  private static int seconds(JsonNode probe) {
    return probe.path("periodSeconds").asInt(10) * probe.path("failureThreshold").asInt(3);
  }
}
