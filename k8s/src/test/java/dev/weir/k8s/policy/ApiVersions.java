package dev.weir.k8s.policy;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.k8s.Manifests;
import java.util.Map;

/**
 * Every kind in the version that Kubernetes 1.30 and all after it serve.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/deprecation-guide/">what went</a>
 */
final class ApiVersions {
  private static final Map<String, String> SERVED =
      Map.ofEntries(
          entry("Namespace", "v1"),
          entry("ConfigMap", "v1"),
          entry("Secret", "v1"),
          entry("Service", "v1"),
          entry("ServiceAccount", "v1"),
          entry("Deployment", "apps/v1"),
          entry("StatefulSet", "apps/v1"),
          entry("Job", "batch/v1"),
          entry("PodDisruptionBudget", "policy/v1"),
          entry("PriorityClass", "scheduling.k8s.io/v1"),
          entry("NetworkPolicy", "networking.k8s.io/v1"),
          entry("HorizontalPodAutoscaler", "autoscaling/v2"),
          entry("ServiceMonitor", "monitoring.coreos.com/v1"),
          entry("PrometheusRule", "monitoring.coreos.com/v1"),
          entry("ScaledObject", "keda.sh/v1alpha1"));

  private ApiVersions() {}

  static void look(Manifests manifests, Complaints complaints) {
    for (JsonNode object : manifests.objects()) {
      String version = object.path("apiVersion").asText();
      complaints.unless(
          version.equals(SERVED.get(object.path("kind").asText())),
          "%s: %s is gone, goes, or is not known here",
          Manifests.title(object),
          version);
    }
  }
}
