package dev.weir.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SummaryMarkdownTest {
  @Test
  void tellsWhatRanAndWhatHolds() {
    assertThat(lines(Runs.summary()))
        .startsWith("# steady: all 2 SLOs hold")
        .contains(
            "| against | rtmp://127.0.0.1:1936/live/demo |",
            "| server | weir 0.1.0 |",
            "| started | 2026-11-21T10:00:00Z |",
            "| took | 60 s |",
            "| --players | 100 |",
            "| generator g-0 | 2 event loops, the busiest 41 % busy, its machine 63 % |",
            "|  | SLO | limit | seen |",
            "| holds | missing frames, sum | at most 0 frames | 0 frames |",
            "| measure | unit | count | p50 | p95 | p99 | max | failed |",
            "| missing frames | 0 |");
  }

  @Test
  void hasARowForEachMeasureWithItsFailures() {
    MeasureBook book = new MeasureBook();
    book.time("connect", 12);
    book.fail("connect", "refused | twice");
    book.fail("play", "no frame");

    assertThat(lines(book.summary(Runs.facts("g"), List.of())))
        .startsWith("# steady: no SLOs to hold")
        .contains(
            "| connect | ms | 1 | 12 | 12 | 12 | 12 | 1 (50 %) |",
            "| play | ms | 0 | - | - | - | - | 1 (100 %) |",
            "| connect | 1 | refused \\| twice |",
            "| play | 1 | no frame |")
        .doesNotContain("## SLOs", "## Counters", "## Timeline");
  }

  @Test
  void putsWhatIsBrokenFirst() {
    MeasureBook book = Runs.good();
    book.add("missing frames", 12);
    book.time("age", 500.4);
    List<Slo> slos =
        List.of(
            Runs.CONNECT,
            Runs.MISSING,
            new Slo("connect", Statistic.FAILED_SHARE, Bound.AT_MOST, 0.001, ""),
            new Slo("never", Statistic.P99, Bound.AT_LEAST, 1, "kbit/s"),
            new Slo("age", Statistic.MAX, Bound.AT_MOST, 500, "ms"));

    List<String> lines = lines(book.summary(Runs.facts("g"), slos));

    assertThat(lines).startsWith("# steady: 3 of 5 SLOs BROKEN");
    assertThat(lines)
        .containsSubsequence(
            "| **BROKEN** | missing frames, sum | at most 0 frames | 12 frames |",
            "| **BROKEN** | never, p99 | at least 1 kbit/s | no values |",
            "| **BROKEN** | age, max | at most 500 ms | above 500 ms |",
            "| holds | connect, p99 | at most 500 ms | 99.0 ms |",
            "| holds | connect, failed | at most 0.10 % | 0 % |");
  }

  @Test
  void drawsSecondsAsColumns() {
    MeasureBook book = new MeasureBook();
    book.series("players", Fold.SUM, "players");
    for (int second = 0; second < 8; second++) {
      book.second(second, "players", second);
    }
    book.second(3, "age p99", 40);
    book.second(5, "age p99", 20);

    assertThat(lines(book.summary(Runs.facts("g"), List.of())))
        .contains(
            "| players | players | 0 | 3.50 | 7 | 7 s | `▁▂▃▄▅▆▇█` |",
            "| age p99 |  | 20 | 30 | 40 | 3 s | `...█.▅..` |",
            "A column is 1 s, as high as the greatest figure in it; a dot is no figure.");
  }

  private static List<String> lines(RunSummary summary) {
    return SummaryMarkdown.text(summary).lines().toList();
  }
}
