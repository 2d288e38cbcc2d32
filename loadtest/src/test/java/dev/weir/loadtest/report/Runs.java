package dev.weir.loadtest.report;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs for tests. */
final class Runs {
  static final Instant START = Instant.parse("2026-11-21T10:00:00.250Z");
  static final Slo CONNECT = new Slo("connect", Statistic.P99, Bound.AT_MOST, 500, "ms");
  static final Slo MISSING = new Slo("missing frames", Statistic.SUM, Bound.AT_MOST, 0, "frames");
  static final List<Slo> SLOS = List.of(CONNECT, MISSING);

  private Runs() {}

  static RunFacts facts(String generator) {
    return facts(generator, START, 60);
  }

  static RunFacts facts(String generator, Instant start, int seconds) {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("url", "rtmp://127.0.0.1:1936/live/demo");
    options.put("players", "100");
    return new RunFacts(
        "steady",
        "rtmp://127.0.0.1:1936/live/demo",
        options,
        start,
        start.plusSeconds(seconds),
        List.of(new Generator(generator, 2, 0.41, 0.63)),
        "weir 0.1.0");
  }

  /** Held by 100 quick connects, and a look for missing frames. */
  static MeasureBook good() {
    MeasureBook book = new MeasureBook();
    for (int i = 1; i <= 100; i++) {
      book.time("connect", i);
    }
    book.add("missing frames", 0);
    book.series("players", Fold.SUM, "players");
    book.second(0, "players", 50);
    book.second(1, "players", 100);
    return book;
  }

  static RunSummary summary() {
    return good().summary(facts("g-0"), SLOS);
  }
}
