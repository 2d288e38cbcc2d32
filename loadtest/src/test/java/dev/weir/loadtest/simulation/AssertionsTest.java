package dev.weir.loadtest.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.report.Bound;
import dev.weir.loadtest.report.Slo;
import dev.weir.loadtest.report.Statistic;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AssertionsTest {
  @Test
  void anObjectiveReadsInGatlingAsItDoesHere() {
    assertThat(text("frame age", Statistic.P99, Bound.AT_MOST, 500))
        .contains("frame age")
        .contains("Percentile(99.0)")
        .contains("Lte(500.0)");
    assertThat(text("join", Statistic.FAILED_SHARE, Bound.AT_MOST, 0.25))
        .contains("FailedRequests")
        .contains("Lte(25.0)");
    assertThat(text("received", Statistic.P50, Bound.AT_LEAST, 90)).contains("Gte(90.0)");
  }

  @Test
  void itIsNotAskedForPercentilesThatWouldIncludeFailures() {
    assertThat(of(Measures.JOIN, Statistic.P99, Bound.AT_MOST, 3_000)).isEmpty();
    assertThat(of(Measures.PUBLISH, Statistic.P99, Bound.AT_MOST, 1_000)).isEmpty();
  }

  @Test
  void ofAmountsItOnlyKnowsNone() {
    assertThat(text(Measures.STALLS, Statistic.SUM, Bound.AT_MOST, 0))
        .contains("Max")
        .contains("Lte(0.0)");
    assertThat(of(Measures.STALLS, Statistic.SUM, Bound.AT_MOST, 3)).isEmpty();
    assertThat(of(Measures.CUT_OFF, Statistic.SUM, Bound.AT_MOST, 0)).isEmpty();
    assertThat(of(Measures.CAPACITY, Statistic.SUM, Bound.AT_LEAST, 0)).isEmpty();
  }

  private static String text(String measure, Statistic statistic, Bound bound, double limit) {
    return of(measure, statistic, bound, limit).get(0);
  }

  private static List<String> of(String measure, Statistic statistic, Bound bound, double limit) {
    return Assertions.of(List.of(new Slo(measure, statistic, bound, limit, ""))).stream()
        .map(assertion -> assertion.asScala().toString())
        .toList();
  }
}
