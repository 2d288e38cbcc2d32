package dev.weir.k8s.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.k8s.Kustomize;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.policy.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Two readers that share no code take every object of every overlay for what it wants to be; what
 * one of them lets pass, the other notices.
 */
final class SchemaTest {
  private static final String EDGE = "Deployment/weir-edge";
  private static final String POD = "/spec/template/spec";

  /** KEDA's objects are the only ones that fabric8 has no classes for. */
  private static final String UNKNOWN = "ScaledObject";

  private final Fabric8Reader fabric8 = new Fabric8Reader();

  /** A mistake in one object. */
  private record Mistake(String object, Consumer<Manifests> change) {}

  @ParameterizedTest
  @MethodSource("overlays")
  void fabric8KnowsEveryField(String overlay) {
    for (ObjectNode object : Kustomize.render(overlay).objects()) {
      assertThat(fabric8.complaints(object)).as(Manifests.title(object)).isEmpty();
      assertThat(fabric8.knows(object))
          .as(Manifests.title(object))
          .isEqualTo(!object.path("kind").asText().equals(UNKNOWN));
    }
  }

  @Test
  void theSchemasTakeEveryObject() {
    List<ObjectNode> objects = new ArrayList<>();
    overlays().forEach(overlay -> objects.addAll(Kustomize.render(overlay).objects()));

    assertThat(NodeReader.complaints(objects)).hasSameSizeAs(objects).containsOnly("");
  }

  @ParameterizedTest
  @MethodSource("unknownFieldsAndTypes")
  void fabric8NoticesFieldsThatDoNotExistAndTypes(Mistake mistake) {
    assertThat(fabric8.complaints(broken(mistake))).isNotEmpty();
  }

  @Test
  void theSchemasNoticeWhatIsMissingAndTypes() {
    List<Mistake> mistakes = missingFieldsAndTypes();

    assertThat(NodeReader.complaints(mistakes.stream().map(SchemaTest::broken).toList()))
        .hasSameSizeAs(mistakes)
        .noneMatch(String::isEmpty);
  }

  private static ObjectNode broken(Mistake mistake) {
    Manifests manifests =
        Kustomize.render(
            mistake.object().startsWith(UNKNOWN) ? "overlays/prod-keda" : "overlays/prod");
    mistake.change().accept(manifests);
    return manifests.get(mistake.object());
  }

  static Stream<Mistake> unknownFieldsAndTypes() {
    return Stream.of(
        set(EDGE, POD + "/containers/0/livenessProb", Map.of()),
        set(EDGE, "/spec/selctor", Map.of()),
        set(EDGE, POD + "/terminationGracePeriodSeconds", "soon"),
        set(EDGE, POD + "/topologySpreadConstraints/0/maxSkw", 1),
        set("StatefulSet/weir-origin", "/spec/volumeClaimTemplate", List.of()),
        set("NetworkPolicy/weir-nodes", "/spec/ingress/0/form", List.of()),
        set("PodDisruptionBudget/weir-edge", "/spec/maxUnavailible", 1),
        set("HorizontalPodAutoscaler/weir-edge", "/spec/behavior/scaledown", Map.of()),
        set("ServiceMonitor/weir", "/spec/endpoints/0/intervall", "15s"),
        set("PrometheusRule/weir", "/spec/groups/0/rules/0/fro", "1m"),
        set("Service/weir-edge", "/spec/externalTrafficPolicies", "Local"));
  }

  private static List<Mistake> missingFieldsAndTypes() {
    return List.of(
        remove(EDGE, "/spec/selector"),
        remove(EDGE, POD + "/containers"),
        remove(EDGE, POD + "/containers/0/name"),
        set(EDGE, POD + "/terminationGracePeriodSeconds", "soon"),
        set(EDGE, POD + "/containers/0/args", "--config"),
        remove("StatefulSet/weir-origin", "/spec/template"),
        remove("NetworkPolicy/weir-nodes", "/spec/podSelector"),
        remove("HorizontalPodAutoscaler/weir-edge", "/spec/maxReplicas"),
        remove("PriorityClass/weir-edge", "/value"),
        remove("ServiceMonitor/weir", "/spec/selector"),
        remove("ScaledObject/weir-edge", "/spec/scaleTargetRef"),
        set("ScaledObject/weir-edge", "/spec/maxReplicaCount", "many"));
  }

  private static Mistake set(String object, String pointer, Object value) {
    return new Mistake(object, Change.set(object, pointer, value));
  }

  private static Mistake remove(String object, String pointer) {
    return new Mistake(object, Change.remove(object, pointer));
  }

  static Stream<String> overlays() {
    return Kustomize.overlays();
  }
}
