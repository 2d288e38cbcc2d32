package dev.weir.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class RunSummaryTest {
  private final MeasureBook book = new MeasureBook();

  @Test
  void holdsWhatIsWithinItsLimits() {
    RunSummary summary = Runs.summary();

    assertThat(summary.holds()).isTrue();
    assertThat(summary.headline()).isEqualTo("steady: all 2 SLOs hold");
    assertThat(summary.warnings()).isEmpty();
  }

  @Test
  void tellsTheConsole() {
    book.time("connect", 800);
    book.add("missing frames", 0);

    assertThat(book.summary(Runs.facts("g"), Runs.SLOS).lines())
        .containsExactly(
            "steady: 1 of 2 SLOs BROKEN",
            "  BROKEN  connect, p99           800 ms    at most 500 ms",
            "  holds   missing frames, sum  0 frames  at most 0 frames");
  }

  @Test
  void breaksWhatHasNoValues() {
    assertThat(holds("nothing", Statistic.P99, Bound.AT_MOST, 500)).isFalse();
    assertThat(holds("nothing", Statistic.COUNT, Bound.AT_MOST, 0)).isFalse();
    assertThat(holds("nothing", Statistic.FAILED_SHARE, Bound.AT_MOST, 1)).isFalse();

    book.fail("connect", "refused");
    assertThat(holds("connect", Statistic.P99, Bound.AT_MOST, 500)).isFalse();
    assertThat(holds("connect", Statistic.SUM, Bound.AT_MOST, 500)).isFalse();
    assertThat(holds("connect", Statistic.FAILED_SHARE, Bound.AT_MOST, 1)).isTrue();
  }

  @Test
  void judgesEveryStatistic() {
    for (int i = 1; i <= 100; i++) {
      book.time("age", i);
    }
    for (int i = 0; i < 25; i++) {
      book.fail("age", "late");
    }

    assertThat(seen("age", Statistic.P50)).isEqualTo(50, within());
    assertThat(seen("age", Statistic.P95)).isEqualTo(95, within());
    assertThat(seen("age", Statistic.P99)).isEqualTo(99, within());
    assertThat(seen("age", Statistic.MAX)).isEqualTo(100);
    assertThat(seen("age", Statistic.COUNT)).isEqualTo(100);
    assertThat(seen("age", Statistic.SUM)).isEqualTo(5_050);
    assertThat(seen("age", Statistic.FAILED_SHARE)).isEqualTo(0.2);
  }

  @Test
  void admitsTheLimitItself() {
    book.time("age", 100);
    book.add("stalls", 0);

    assertThat(holds("age", Statistic.MAX, Bound.AT_MOST, 100)).isTrue();
    assertThat(holds("age", Statistic.P99, Bound.AT_MOST, 100)).isTrue();
    assertThat(holds("age", Statistic.MAX, Bound.AT_MOST, 99.9)).isFalse();
    assertThat(holds("age", Statistic.MAX, Bound.AT_LEAST, 100)).isTrue();
    assertThat(holds("age", Statistic.MAX, Bound.AT_LEAST, 100.1)).isFalse();
    assertThat(holds("stalls", Statistic.SUM, Bound.AT_MOST, 0)).isTrue();
    assertThat(holds("stalls", Statistic.COUNT, Bound.AT_MOST, 0)).isTrue();
    assertThat(holds("stalls", Statistic.P99, Bound.AT_MOST, 0)).isFalse();
  }

  @Test
  void saysThatItMeasuredItselfWhenTheGeneratorWasSaturated() {
    RunSummary summary = with(new Generator("pod-3", 1, 0.97, 0.5));

    assertThat(summary.warnings())
        .singleElement()
        .asString()
        .contains("pod-3", "saturated", "97 %", "mean nothing");
    assertThat(SummaryMarkdown.text(summary)).contains("> **Warning.** Generator pod-3");
    assertThat(SummaryJson.text(summary)).contains("pod-3 was itself saturated");
  }

  @Test
  void saysThatTheMachineWasFullOrThatNobodyKnows() {
    assertThat(with(new Generator("g", 1, 0.2, 0.99)).warnings())
        .singleElement()
        .asString()
        .contains("machine", "99 %");
    assertThat(with(new Generator("g", 1, Double.NaN, Double.NaN)).warnings())
        .singleElement()
        .asString()
        .contains("Nobody knows");
  }

  @Test
  void isOfARunThatCanHaveBeen() {
    assertThatThrownBy(() -> Runs.facts("g", Runs.START, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Slo("x", Statistic.MAX, Bound.AT_MOST, Double.NaN, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Offset<Double> within() {
    return Offset.offset(0.1);
  }

  private static RunSummary with(Generator generator) {
    RunFacts facts = Runs.facts("g");
    RunFacts own =
        new RunFacts("steady", "", Map.of(), facts.start(), facts.end(), List.of(generator), "");
    return Runs.good().summary(own, Runs.SLOS);
  }

  private double seen(String measure, Statistic statistic) {
    Slo slo = new Slo(measure, statistic, Bound.AT_MOST, 0, "");
    return book.summary(Runs.facts("g"), List.of(slo)).verdicts().get(0).seen().getAsDouble();
  }

  private boolean holds(String measure, Statistic statistic, Bound bound, double limit) {
    Slo slo = new Slo(measure, statistic, bound, limit, "");
    return book.summary(Runs.facts("g"), List.of(slo)).holds();
  }
}
