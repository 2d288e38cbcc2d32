package dev.weir.loadtest.report;

import java.util.OptionalDouble;

/**
 * An objective after a run.
 *
 * @param slo the objective
 * @param seen the figure; empty when the measure has no values, and that breaks it
 */
public record Verdict(Slo slo, OptionalDouble seen) {
  /** Whether the run holds it. */
  public boolean holds() {
    return seen.isPresent() && slo.bound().admits(seen.getAsDouble(), slo.limit());
  }
}
