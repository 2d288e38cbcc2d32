package dev.weir.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MergeTest {
  @Test
  void isWhatOneBookOfAllWouldHaveHeld() throws UnreadableSummaryException {
    Random random = new Random(3);
    MeasureBook all = new MeasureBook();
    List<MeasureBook> books = List.of(new MeasureBook(), new MeasureBook(), new MeasureBook());
    for (int i = 0; i < 30_000; i++) {
      MeasureBook one = books.get(random.nextInt(3));
      double millis = Math.exp(12 * random.nextDouble());
      for (MeasureBook book : List.of(all, one)) {
        book.time("connect", millis);
        book.add("missing frames", i % 7);
        book.second(i / 1_000, "players", i);
        if (i % 100 == 0) {
          book.fail("connect", "reason " + i % 3);
        }
      }
    }

    RunSummary merged = Merge.of(runs(books));

    Measured expected = all.summary(Runs.facts("all"), Runs.SLOS).measures().get("connect");
    Measured seen = merged.measures().get("connect");
    assertThat(seen.histogram()).isEqualTo(expected.histogram());
    assertThat(seen.sum()).isEqualTo(expected.sum());
    assertThat(seen.percentile(100)).isEqualTo(expected.percentile(100));
    assertThat(seen.failed()).isEqualTo(expected.failed());
    assertThat(seen.reasons()).containsExactlyInAnyOrderEntriesOf(expected.reasons());
    RunSummary one = all.summary(Runs.facts("all"), Runs.SLOS);
    assertThat(merged.counters()).isEqualTo(one.counters());
    Timeline timeline = one.timelines().get("players");
    for (int second = 0; second < timeline.seconds(); second++) {
      assertThat(merged.timelines().get("players").at(second)).isEqualTo(timeline.at(second));
    }
    assertThat(merged.facts().generators()).extracting(Generator::name).contains("g-0", "g-2");
  }

  @Test
  void judgesTheSumAndNotTheParts() throws UnreadableSummaryException {
    Slo few = new Slo("stalls", Statistic.SUM, Bound.AT_MOST, 5, "");
    MeasureBook book = new MeasureBook();
    book.add("stalls", 3);

    RunSummary one = book.summary(Runs.facts("g-0"), List.of(few));
    RunSummary two = book.summary(Runs.facts("g-1"), List.of(few));

    assertThat(one.holds()).isTrue();
    assertThat(Merge.of(Map.of("a", one, "b", two)).holds()).isFalse();
  }

  @Test
  void putsSecondsWhereTheWallClockHasThem() throws UnreadableSummaryException {
    RunSummary early = Runs.good().summary(Runs.facts("g-0"), Runs.SLOS);
    Instant later = Runs.START.plusMillis(2_900);
    RunSummary late = Runs.good().summary(Runs.facts("g-1", later, 60), Runs.SLOS);

    RunSummary merged = Merge.of(ordered(late, early));

    Timeline players = merged.timelines().get("players");
    assertThat(players.at(0)).isEqualTo(50);
    assertThat(players.at(1)).isEqualTo(100);
    assertThat(players.at(2)).isNaN();
    assertThat(players.at(3)).isEqualTo(50);
    assertThat(players.at(4)).isEqualTo(100);
    assertThat(merged.facts().start()).isEqualTo(Runs.START);
    assertThat(merged.facts().duration().toMillis()).isEqualTo(62_900);
  }

  @Test
  void addsUpSumsOfSums() throws UnreadableSummaryException {
    RunSummary two = Merge.of(ordered(summary("g-0", Runs.START), summary("g-1", Runs.START)));
    RunSummary three = Merge.of(ordered(two, summary("g-2", Runs.START)));

    assertThat(three.measures().get("connect").count()).isEqualTo(300);
    assertThat(three.facts().generators()).hasSize(3);
    assertThat(three.timelines().get("players").at(1)).isEqualTo(300);
  }

  @Test
  void refusesWhatIsNotOfOneRun() {
    RunSummary one = summary("g-0", Runs.START);

    assertRefused(one, one, "same generator");
    assertRefused(one, summary("g-1", Runs.START.plusSeconds(61)), "at the same time");
    assertRefused(
        one,
        Runs.good().summary(Runs.facts("g-1"), List.of(Runs.CONNECT)),
        "were not to hold the same SLOs");
    RunFacts facts = Runs.facts("g-1");
    RunFacts herd =
        new RunFacts("herd", "", Map.of(), facts.start(), facts.end(), facts.generators(), "");
    assertRefused(one, Runs.good().summary(herd, Runs.SLOS), "a is of steady, b of herd");
    MeasureBook percent = new MeasureBook();
    percent.value("connect", "%", 1);
    assertRefused(one, percent.summary(facts, Runs.SLOS), "different units");
  }

  private static void assertRefused(RunSummary one, RunSummary two, String why) {
    assertThatThrownBy(() -> Merge.of(ordered(one, two)))
        .isInstanceOf(UnreadableSummaryException.class)
        .hasMessageContaining(why);
  }

  private static RunSummary summary(String generator, Instant start) {
    return Runs.good().summary(Runs.facts(generator, start, 60), Runs.SLOS);
  }

  private static Map<String, RunSummary> ordered(RunSummary one, RunSummary two) {
    Map<String, RunSummary> runs = new LinkedHashMap<>();
    runs.put("a", one);
    runs.put("b", two);
    return runs;
  }

  /** As they come out of files. */
  private static Map<String, RunSummary> runs(List<MeasureBook> books) {
    Map<String, RunSummary> runs = new LinkedHashMap<>();
    for (int i = 0; i < books.size(); i++) {
      String text = SummaryJson.text(books.get(i).summary(Runs.facts("g-" + i), Runs.SLOS));
      runs.put(i + ".json", SummaryParser.parse(text));
    }
    return runs;
  }
}
