package dev.weir.loadtest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.RepeatedTest;

final class LoadSimulationTest {
  @RepeatedTest(20)
  void whoeverIsCutOffOftenWaitsLonger() {
    assertThat(LoadSimulation.backoff(1).toMillis()).isBetween(100L, 200L);
    assertThat(LoadSimulation.backoff(3).toMillis()).isBetween(400L, 800L);
    assertThat(LoadSimulation.backoff(1_000).toMillis()).isBetween(1_000L, 2_000L);
  }
}
