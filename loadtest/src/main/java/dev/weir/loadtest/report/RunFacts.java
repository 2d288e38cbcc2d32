package dev.weir.loadtest.report;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was run. Credentials in the target and in the options are masked here and nowhere kept.
 *
 * @param simulation name, as in {@code steady}
 * @param target URL that was played or published
 * @param options as the command line has them, without hyphens, in their order
 * @param start wall clock, to the millisecond; second 0 of timelines
 * @param end wall clock, to the millisecond
 * @param generators who made the load; more than one after a merge
 * @param server what the server says of itself; empty when it says nothing
 */
public record RunFacts(
    String simulation,
    String target,
    Map<String, String> options,
    Instant start,
    Instant end,
    List<Generator> generators,
    String server) {

  /**
   * What was run.
   *
   * @throws IllegalArgumentException when it ended before it started, or nobody made load
   */
  public RunFacts {
    if (end.isBefore(start) || generators.isEmpty()) {
      throw new IllegalArgumentException("a run has a generator, a start and then an end");
    }
    target = Masked.text(target);
    Map<String, String> masked = new LinkedHashMap<>();
    options.forEach((name, value) -> masked.put(name, Masked.option(name, value)));
    options = Collections.unmodifiableMap(masked);
    start = start.truncatedTo(ChronoUnit.MILLIS);
    end = end.truncatedTo(ChronoUnit.MILLIS);
    generators = List.copyOf(generators);
    server = Masked.text(server);
  }

  /** How long it took. */
  public Duration duration() {
    return Duration.between(start, end);
  }
}
