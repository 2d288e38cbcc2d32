package dev.weir.loadtest.simulation;

import static io.gatling.javaapi.core.CoreDsl.details;

import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.report.Bound;
import dev.weir.loadtest.report.Slo;
import dev.weir.loadtest.report.Statistic;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.Assertion.WithPathAndTarget;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Objectives as Gatling's assertions, so that its report shows them too; the verdict is the
 * summary's. Gatling knows percentiles, counts and shares of requests; of an amount it can only say
 * that there is none in any second. Its percentiles include what failed, as if a refusal after a
 * millisecond were a fast join and a join given up after 15 s a slow one, while the summary judges
 * failures by their share: it is not asked for percentiles of what can fail.
 */
final class Assertions {
  private static final Set<String> AMOUNTS = Set.of(Measures.MISSING, Measures.STALLS);
  private static final Set<String> CAN_FAIL = Set.of(Measures.JOIN, Measures.PUBLISH);
  private static final double PERCENT = 100;

  private Assertions() {}

  static List<Assertion> of(List<Slo> slos) {
    return slos.stream().map(Assertions::of).flatMap(Optional::stream).toList();
  }

  private static Optional<Assertion> of(Slo slo) {
    Assertion.WithPath request = details(slo.measure());
    return switch (slo.statistic()) {
      case P50 -> time(request.responseTime().percentile(50), slo);
      case P95 -> time(request.responseTime().percentile(95), slo);
      case P99 -> time(request.responseTime().percentile(99), slo);
      case MAX -> time(request.responseTime().max(), slo);
      case FAILED_SHARE ->
          Optional.of(request.failedRequests().percent().lte(PERCENT * slo.limit()));
      case COUNT, SUM -> none(request, slo);
    };
  }

  private static Optional<Assertion> none(Assertion.WithPath request, Slo slo) {
    boolean none =
        slo.statistic() == Statistic.SUM && slo.bound() == Bound.AT_MOST && slo.limit() == 0;
    return none && AMOUNTS.contains(slo.measure())
        ? Optional.of(request.responseTime().max().lte(0))
        : Optional.empty();
  }

  private static Optional<Assertion> time(WithPathAndTarget<Integer> figure, Slo slo) {
    return CAN_FAIL.contains(slo.measure()) ? Optional.empty() : Optional.of(bound(figure, slo));
  }

  private static Assertion bound(WithPathAndTarget<Integer> figure, Slo slo) {
    int limit = (int) Math.min(Integer.MAX_VALUE, Math.round(slo.limit()));
    return slo.bound() == Bound.AT_MOST ? figure.lte(limit) : figure.gte(limit);
  }
}
