package dev.weir.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class MeasureBookTest {
  private final MeasureBook book = new MeasureBook();

  @Test
  void losesNothingThatSeveralThreadsWrite() throws Exception {
    int threads = 4;
    int each = 20_000;
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    List<Future<?>> done = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      done.add(pool.submit(() -> write(each)));
    }
    for (Future<?> future : done) {
      future.get();
    }
    pool.shutdown();

    RunSummary summary = summary();
    Measured time = summary.measures().get("time");
    assertThat(time.count()).isEqualTo(threads * each);
    assertThat(time.sum()).isEqualTo(threads * (each - 1L) * each / 2.0);
    assertThat(time.failed()).isEqualTo(threads * each);
    assertThat(time.reasons()).containsExactly(Map.entry("late", (long) threads * each));
    assertThat(summary.counters().get("bytes")).isEqualTo(3L * threads * each);
    Timeline timeline = summary.timelines().get("players");
    assertThat(timeline.seconds()).isEqualTo(100);
    assertThat(timeline.at(7)).isEqualTo((double) threads * each / 100);
  }

  private void write(int times) {
    book.series("players", Fold.SUM, "");
    for (int i = 0; i < times; i++) {
      book.time("time", i);
      book.fail("time", "late");
      book.add("bytes", 3);
      book.second(i % 100, "players", 1);
    }
  }

  @Test
  void keepsThreeDigitsOfAValueAndAllOfTheGreatest() {
    for (int i = 1; i <= 1_000; i++) {
      book.time("age", i);
    }
    book.time("age", 12_345.678);

    Measured age = summary().measures().get("age");
    assertThat(age.percentile(50)).isBetween(500.0, 502.0);
    assertThat(age.percentile(99)).isBetween(990.0, 993.0);
    assertThat(age.percentile(100)).isEqualTo(12_345.678);
    assertThat(age.unit()).isEqualTo("ms");
  }

  @Test
  void takesManyAtOnce() {
    Histogram micros = new Histogram(3_600_000_000L, 3);
    MeasureBook each = new MeasureBook();
    for (int i = 1; i <= 100_000; i++) {
      micros.recordValue(10L * i);
      each.time("age", i / 100.0);
    }

    book.times("age", micros);
    book.times("age", new Histogram(3));

    Measured age = summary().measures().get("age");
    Measured expected = each.summary(Runs.facts("g"), List.of()).measures().get("age");
    assertThat(age.count()).isEqualTo(100_000);
    assertThat(age.percentile(99)).isEqualTo(expected.percentile(99));
    assertThat(age.percentile(100)).isCloseTo(1_000, Percentage.withPercentage(0.1));
    assertThat(age.sum()).isCloseTo(expected.sum(), Percentage.withPercentage(0.1));
    assertThat(micros.getTotalCount()).isEqualTo(100_000);
  }

  @Test
  void takesTimesFromClocksThatWereSet() {
    book.time("age", -3);
    book.time("age", Double.NaN);
    book.time("age", Double.POSITIVE_INFINITY);

    Measured age = summary().measures().get("age");
    assertThat(age.count()).isEqualTo(2);
    assertThat(age.percentile(1)).isZero();
    assertThat(age.percentile(100)).isEqualTo(3_600_000);
  }

  @Test
  void putsWhatHasTooManyNamesTogether() {
    for (int i = 0; i < MeasureBook.MEASURES + 50; i++) {
      book.time("measure " + i, 1);
      book.add("counter " + i, 1);
      book.second(0, "series " + i, 1);
      book.fail("measure 0", "reason " + i);
    }

    RunSummary summary = summary();
    assertThat(summary.measures()).hasSize(MeasureBook.MEASURES);
    assertThat(summary.measures().get(Names.OTHERS).count()).isEqualTo(51);
    assertThat(summary.counters()).hasSize(MeasureBook.COUNTERS);
    assertThat(summary.counters().get(Names.OTHERS)).isEqualTo(51);
    assertThat(summary.timelines()).hasSize(MeasureBook.SERIES);
    assertThat(summary.measures().get("measure 0").reasons()).hasSize(20);
    assertThat(summary.measures().get("measure 0").failed()).isEqualTo(MeasureBook.MEASURES + 50);
    assertThat(summary.warnings()).anyMatch(warning -> warning.contains("(others)"));
  }

  @Test
  void leavesOutSecondsThatAreNotOfTheRun() {
    book.second(-1, "x", 1);
    book.second(86_400, "x", 1);
    book.second(3, "x", Double.NaN);
    book.second(86_399, "y", 1);

    assertThat(summary().timelines()).containsOnlyKeys("y");
    assertThat(summary().timelines().get("y").seconds()).isEqualTo(86_400);
  }

  @Test
  void keepsNamesInTheOrderInWhichTheyCameUp() {
    for (String name : List.of("tcp", "handshake", "connect", "play")) {
      book.time(name, 1);
    }

    assertThat(summary().measures().keySet())
        .containsExactly("tcp", "handshake", "connect", "play");
  }

  @Test
  void isReadWhileItIsWritten() {
    book.time("connect", 1);
    RunSummary before = summary();
    book.time("connect", 2);

    assertThat(before.measures().get("connect").count()).isEqualTo(1);
    assertThat(summary().measures().get("connect").count()).isEqualTo(2);
  }

  private RunSummary summary() {
    return book.summary(Runs.facts("g-0"), List.of());
  }
}
