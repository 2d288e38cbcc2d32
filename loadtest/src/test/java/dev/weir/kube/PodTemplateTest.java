package dev.weir.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class PodTemplateTest {
  @Test
  void variablesMayNameThoseBeforeThem() {
    Map<String, String> known = Map.of("A", "x$1");

    assertThat(PodTemplate.expand("$(A)-$(B)-$$(A)", known)).isEqualTo("x$1-$(B)-$(A)");
  }

  @Test
  void whatWouldRunOtherwiseThanWrittenIsRefused() {
    String deployment =
        """
        kind: Deployment
        metadata: {name: d}
        spec: {template: {spec: {containers: [
          {name: c, command: [sh], securityContext: {readOnlyRootFilesystem: true}}]}}}
        """;

    assertThatThrownBy(() -> PodTemplate.of(Rendered.parse(deployment).objects().get(0)))
        .hasMessageContaining("not understood");
  }

  @Test
  void theManifestsAreUnderstood() {
    Assumptions.assumeTrue(Rendered.canRender(), "NOT RUN: no kubectl with kustomize 5");
    Rendered all = Rendered.overlay(Path.of("src", "test", "kustomize"));
    PodTemplate origin = PodTemplate.of(all.get("StatefulSet", "weir-origin"));

    assertThat(origin.variables("weir-origin-0", "10.0.0.7"))
        .containsEntry("WEIR_NODE_ID", "weir-origin-0")
        .containsEntry("WEIR_NODE_ADVERTISE_HOST", "10.0.0.7");
    assertThat(origin.grace()).isGreaterThan(origin.preStop());
    assertThat(origin.memoryBytes()).isEqualTo(1L << 30);
    assertThat(origin.readiness().orElseThrow().timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(origin.mounts()).extracting(PodTemplate.Mount::path).contains("/var/lib/weir");
  }
}
