package dev.weir.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueueBudgetTest {
  private static final long MIB = 1 << 20;

  private final QueueBudget budget = new QueueBudget(64 * MIB, 4 * MIB);

  @Test
  void leavesPlayersAloneWhileThereIsRoom() {
    budget.report(64 * MIB);
    budget.settle();
    assertThat(budget.cap()).isEqualTo(4 * MIB);
    assertThat(budget.isExhausted()).isFalse();
  }

  @Test
  void tightensUntilTheMostBackloggedSkipAndOnlyThenTurnsNewcomersAway() {
    budget.report(80 * MIB);
    budget.settle();
    assertThat(budget.cap()).isEqualTo(2 * MIB);
    assertThat(budget.isExhausted()).isFalse();
    for (int i = 0; i < 10; i++) {
      budget.settle();
    }
    assertThat(budget.cap()).isEqualTo(64 << 10);
    assertThat(budget.isExhausted()).isTrue();
  }

  @Test
  void loosensAgainOnceItIsCalm() {
    budget.report(80 * MIB);
    for (int i = 0; i < 10; i++) {
      budget.settle();
    }
    budget.report(-30 * MIB);
    budget.settle();
    assertThat(budget.cap()).as("not before it is calm").isEqualTo(64 << 10);
    budget.report(-30 * MIB);
    for (int i = 0; i < 10; i++) {
      budget.settle();
    }
    assertThat(budget.cap()).isEqualTo(4 * MIB);
    assertThat(budget.total()).isEqualTo(20 * MIB);
  }
}
