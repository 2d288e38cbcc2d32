package dev.weir.k8s.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.k8s.Kustomize;
import dev.weir.k8s.Manifests;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All policies hold for all overlays, and each of them notices the mistakes that it is for. */
final class PolicyTest {
  @ParameterizedTest
  @MethodSource("overlays")
  void anOverlayIsAsItShouldBe(String overlay) {
    Manifests manifests = Kustomize.render(overlay);
    List<String> complaints = new ArrayList<>();
    for (Policy policy : Policy.values()) {
      policy.complaints(manifests).forEach(line -> complaints.add(policy + ": " + line));
    }
    assertThat(complaints).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void aMistakeIsNoticed(Mutation mutation) {
    Manifests manifests = Kustomize.render(mutation.overlay());
    mutation.change().accept(manifests);

    assertThat(mutation.policy().complaints(manifests)).isNotEmpty();
  }

  @Test
  void noPolicyIsLeftOut() {
    Set<Policy> tried = mutations().map(Mutation::policy).collect(Collectors.toSet());
    assertThat(tried).isEqualTo(EnumSet.allOf(Policy.class));
  }

  static Stream<Mutation> mutations() {
    return Stream.of(PodMutations.all(), ClusterMutations.all(), OptionMutations.all())
        .flatMap(all -> all);
  }

  static Stream<String> overlays() {
    return Kustomize.overlays();
  }
}
