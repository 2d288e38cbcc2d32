package dev.weir.loadtest.report;

import java.util.Objects;

/**
 * An objective that a run holds or breaks. One on a measure without values is broken: a run in
 * which nobody played has proven nothing. What may rightly never happen (stalls, missing frames) is
 * therefore a counter, to which whoever looks for it adds 0.
 *
 * @param measure name of a measure or a counter of the book
 * @param statistic the figure that is judged
 * @param bound the side of the limit that it has to stay on
 * @param limit in the unit of the measure; from 0 to 1 for {@link Statistic#FAILED_SHARE}
 * @param unit for people; empty for none
 */
public record Slo(String measure, Statistic statistic, Bound bound, double limit, String unit) {
  /**
   * An objective.
   *
   * @throws IllegalArgumentException when the limit is not a number
   */
  public Slo {
    Objects.requireNonNull(measure, "measure");
    Objects.requireNonNull(statistic, "statistic");
    Objects.requireNonNull(bound, "bound");
    Objects.requireNonNull(unit, "unit");
    if (!Double.isFinite(limit)) {
      throw new IllegalArgumentException("the limit on " + measure + " is " + limit);
    }
  }
}
