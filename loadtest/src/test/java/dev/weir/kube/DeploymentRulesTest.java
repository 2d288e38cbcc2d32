package dev.weir.kube;

import static dev.weir.kube.FakePod.ready;
import static dev.weir.kube.FakePod.unready;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DeploymentRulesTest {
  private static final DeploymentRules SURGE_FIRST =
      new DeploymentRules(2, 0, TimeUnit.SECONDS.toNanos(30));

  @Test
  void figuresMayBeSharesAndAreRoundedInFavourOfThoseWhoServe() {
    String deployment =
        """
        kind: Deployment
        spec:
          minReadySeconds: 7
          strategy: {rollingUpdate: {maxSurge: 50%, maxUnavailable: 50%}}
        """;

    assertThat(DeploymentRules.of(Rendered.parse(deployment).objects().get(0), 3))
        .isEqualTo(new DeploymentRules(2, 1, TimeUnit.SECONDS.toNanos(7)));
  }

  @Test
  void whatIsMissingIsMade() {
    assertThat(next(4, ready("a", "v1", 0), unready("b", "v1"), ready("c", "v1", 0).deleted()))
        .isEqualTo(new Steps<>(2, List.of()));
  }

  @Test
  void whoIsNotReadyGoesFirstAndThenTheYoungest() {
    FakePod young = ready("young", "v1", 50);
    FakePod old = ready("old", "v1", 1);
    FakePod drained = unready("drained", "v1");

    assertThat(next(1, old, young, drained).delete()).containsExactly(drained, young);
  }

  @Test
  void allNewOnesAreMadeBeforeAnOldOneGoes() {
    FakePod one = ready("one", "v0", 1);
    FakePod other = ready("other", "v0", 1);

    assertThat(next(2, one, other)).isEqualTo(new Steps<>(2, List.of()));
    assertThat(next(2, one, other, unready("n1", "v1"), ready("n2", "v1", 80)))
        .isEqualTo(new Steps<>(0, List.of()));
    assertThat(next(2, one, other, ready("n1", "v1", 70), ready("n2", "v1", 80)).delete())
        .hasSize(1);
    assertThat(next(2, one, other, ready("n1", "v1", 60), ready("n2", "v1", 65)).delete())
        .containsExactlyInAnyOrder(one, other);
  }

  @Test
  void anOldOneThatServesNobodyGoesAsSoonAsItCanBeSpared() {
    FakePod broken = unready("broken", "v0");
    FakePod whole = ready("whole", "v0", 1);

    assertThat(next(2, broken, whole, ready("n1", "v1", 1), unready("n2", "v1")).delete())
        .containsExactly(broken);
  }

  /** A hundred seconds after the start. */
  private static Steps<FakePod> next(int replicas, FakePod... pods) {
    return SURGE_FIRST.next(replicas, "v1", List.of(pods), TimeUnit.SECONDS.toNanos(100));
  }
}
