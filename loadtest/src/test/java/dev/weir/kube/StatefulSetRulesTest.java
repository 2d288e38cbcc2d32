package dev.weir.kube;

import static dev.weir.kube.FakePod.ready;
import static dev.weir.kube.FakePod.unready;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StatefulSetRulesTest {
  private static final StatefulSetRules RULES = new StatefulSetRules(TimeUnit.SECONDS.toNanos(15));

  @Test
  void oneIsMadeAfterTheOtherAndNoneBeforeThatIsTrusted() {
    assertThat(next(2)).isEqualTo(new Steps<>(1, List.of()));
    assertThat(next(2, unready("o-0", "v1"))).isEqualTo(Steps.none());
    assertThat(next(2, ready("o-0", "v1", 90))).isEqualTo(Steps.none());
    assertThat(next(2, ready("o-0", "v1", 80))).isEqualTo(new Steps<>(2, List.of()));
  }

  @Test
  void theLastIsReplacedFirstAndItsNameIsFreeWhenItIsGone() {
    FakePod first = ready("o-0", "v0", 1);
    FakePod last = ready("o-1", "v0", 1);
    FakePod gone = new FakePod("o-1", "v0", -1, true, true);

    assertThat(next(2, first, last).delete()).containsExactly(last);
    assertThat(next(2, first, last.deleted())).isEqualTo(Steps.none());
    assertThat(next(2, first, gone)).isEqualTo(new Steps<>(2, List.of()));
    assertThat(next(2, first, ready("o-1", "v1", 95))).isEqualTo(Steps.none());
    assertThat(next(2, first, ready("o-1", "v1", 80)).delete()).containsExactly(first);
  }

  @Test
  void whoeverIsTooManyGoesFromTheLast() {
    FakePod last = ready("o-2", "v1", 1);

    assertThat(next(1, ready("o-0", "v1", 1), ready("o-1", "v1", 1), last).delete())
        .containsExactly(last);
  }

  /** A hundred seconds after the start. */
  private static Steps<FakePod> next(int replicas, FakePod... pods) {
    return RULES.next(replicas, "v1", List.of(pods), TimeUnit.SECONDS.toNanos(100));
  }
}
