package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Autoscalers and budgets, and what they are about. */
final class Scaling {
  /** What the API takes at most; above it KEDA fails without a word. */
  private static final int LONGEST_WINDOW = 3600;

  private static final int SHORTEST_WINDOW = 300;

  /** Of its limits, an edge uses this at most in quiet times: one zone of three may go. */
  private static final double MOST = 2.0 / 3;

  private static final double THOUSANDTHS = 1e3;

  private Scaling() {}

  static void look(Manifests manifests, Complaints complaints) {
    List<String> scaled = new ArrayList<>();
    for (JsonNode scaler : manifests.kind("HorizontalPodAutoscaler")) {
      scaler(manifests, scaler, "minReplicas", "maxReplicas", complaints);
      behaviour(scaler, scaler.at("/spec/behavior"), complaints);
      for (JsonNode metric : scaler.at("/spec/metrics")) {
        if (metric.has("pods")) {
          share(scaler, metric.at("/pods/target/averageValue").asText(), complaints);
        }
      }
      scaled.add(scaler.at("/spec/scaleTargetRef/name").asText());
    }
    for (JsonNode scaler : manifests.kind("ScaledObject")) {
      scaler(manifests, scaler, "minReplicaCount", "maxReplicaCount", complaints);
      behaviour(
          scaler, scaler.at("/spec/advanced/horizontalPodAutoscalerConfig/behavior"), complaints);
      for (JsonNode trigger : scaler.at("/spec/triggers")) {
        if (trigger.path("type").asText().equals("prometheus")) {
          share(scaler, trigger.at("/metadata/threshold").asText(), complaints);
        }
      }
      scaled.add(scaler.at("/spec/scaleTargetRef/name").asText());
    }
    complaints.unless(
        scaled.stream().distinct().count() == scaled.size(), "two autoscalers for one workload");
    for (Workload node : manifests.nodes()) {
      complaints.unless(
          scaled.contains(node.name()) != node.object().at("/spec").has("replicas"),
          "%s: its number is said by nobody, or twice",
          node.title());
      complaints.unless(
          manifests.kind("PodDisruptionBudget").stream()
              .anyMatch(
                  budget ->
                      Labels.matches(budget.at("/spec/selector"), node.labels())
                          && !budget.at("/spec/maxUnavailable").isMissingNode()
                          && !budget.at("/spec/maxUnavailable").asText().equals("0")),
          "%s: no budget that lets machines be emptied one by one",
          node.title());
    }
  }

  private static void scaler(
      Manifests manifests, JsonNode scaler, String min, String max, Complaints complaints) {
    String title = Manifests.title(scaler);
    JsonNode target = scaler.at("/spec/scaleTargetRef");
    Optional<? extends JsonNode> workload =
        manifests
            .find(target.path("kind").asText(), target.path("name").asText())
            .filter(found -> found.path("apiVersion").equals(target.path("apiVersion")));
    complaints.unless(workload.isPresent(), "%s: its target is not there", title);
    limits(manifests, scaler, complaints);
    int least = scaler.at("/spec/" + min).asInt();
    complaints.unless(
        least >= 2 && least <= scaler.at("/spec/" + max).asInt(),
        "%s: from %s to %s",
        title,
        least,
        scaler.at("/spec/" + max).asInt());
  }

  /** More come before edges turn players away. */
  private static void share(JsonNode scaler, String wanted, Complaints complaints) {
    double share =
        wanted.matches("\\d+m")
            ? Integer.parseInt(wanted.replace("m", "")) / THOUSANDTHS
            : Double.parseDouble(wanted);
    complaints.unless(
        share > 0 && share <= MOST, "%s: %s of a limit", Manifests.title(scaler), wanted);
  }

  /** Whose share is asked for has limits, and they are reached before those that say no word. */
  private static void limits(Manifests manifests, JsonNode scaler, Complaints complaints) {
    String name = scaler.at("/spec/scaleTargetRef/name").asText();
    manifests.nodes().stream()
        .filter(node -> node.name().equals(name))
        .flatMap(node -> new NodeFiles(manifests, node).settings().stream())
        .forEach(
            config ->
                complaints.unless(
                    config.overload().egress() > 0
                        && config.overload().viewers() > 0
                        && config.overload().viewers() < config.rtmp().maxConnections(),
                    "%s: %s bits a second, %s viewers, and %s connections at most",
                    Manifests.title(scaler),
                    config.overload().egress(),
                    config.overload().viewers(),
                    config.rtmp().maxConnections()));
  }

  private static void behaviour(JsonNode scaler, JsonNode behaviour, Complaints complaints) {
    String title = Manifests.title(scaler);
    int window = behaviour.at("/scaleDown/stabilizationWindowSeconds").asInt();
    complaints.unless(
        window >= SHORTEST_WINDOW && window <= LONGEST_WINDOW,
        "%s: goes down after %s s",
        title,
        window);
    complaints.unless(
        behaviour.at("/scaleDown/policies/0/type").asText().equals("Pods")
            && behaviour.at("/scaleDown/policies/0/value").asInt() == 1,
        "%s: goes down by more than one",
        title);
    complaints.unless(
        behaviour.at("/scaleUp/stabilizationWindowSeconds").asInt(-1) == 0,
        "%s: waits before it goes up",
        title);
  }
}
