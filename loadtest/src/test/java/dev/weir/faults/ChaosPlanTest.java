package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ChaosPlanTest {
  @Test
  void aSeedMakesTheSamePlanAgain() {
    ChaosPlan plan = ChaosPlan.of(7, 50, 2, 2, true);

    assertThat(plan).isEqualTo(ChaosPlan.of(7, 50, 2, 2, true));
    assertThat(plan.steps()).hasSize(50).isNotEqualTo(ChaosPlan.of(8, 50, 2, 2, true).steps());
    assertThat(ChaosPlan.of(7, 500, 2, 2, true).steps())
        .extracting(ChaosPlan.Step::kind)
        .contains(ChaosPlan.Kind.values());
  }

  @Test
  void whereNothingCanBeCutThePlanCutsNothing() {
    assertThat(ChaosPlan.of(7, 200, 2, 2, false).steps())
        .noneMatch(step -> step.kind().needsCuts());
    assertThat(ChaosPlan.of(7, 200, 2, 2, true).steps()).anyMatch(step -> step.kind().needsCuts());
  }
}
