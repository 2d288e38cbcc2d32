package dev.weir.loadtest.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SummaryJsonTest {
  @Test
  void losesNothingOnTheWayThroughText() {
    RunSummary summary = rich();

    String text = SummaryJson.text(summary);
    RunSummary read = SummaryParser.parse(text);

    assertThat(SummaryJson.text(read)).isEqualTo(text);
    assertThat(read.facts()).isEqualTo(summary.facts());
    assertThat(read.slos()).isEqualTo(summary.slos());
    assertThat(read.verdicts()).isEqualTo(summary.verdicts());
    assertThat(read.measures().get("age").histogram())
        .isEqualTo(summary.measures().get("age").histogram());
    assertThat(read.measures().get("age").reasons())
        .isEqualTo(summary.measures().get("age").reasons());
  }

  @Test
  void saysWhatOtherProgramsNeedInPlainFields() {
    JsonObject json = new JsonObject(SummaryJson.text(Runs.summary()));

    assertThat(json.getString("schema")).isEqualTo("weir-load/1");
    assertThat(json.getBoolean("holds")).isTrue();
    JsonObject slo = json.getJsonArray("slos").getJsonObject(0);
    assertThat(slo.getString("measure")).isEqualTo("connect");
    assertThat(slo.getString("statistic")).isEqualTo("P99");
    assertThat(slo.getBoolean("holds")).isTrue();
    assertThat(slo.getDouble("seen")).isBetween(99.0, 99.1);
    JsonObject connect = json.getJsonObject("measures").getJsonObject("connect");
    assertThat(connect.getLong("count")).isEqualTo(100);
    // In the same unit as the percentiles.
    assertThat(connect.getDouble("max")).isEqualTo(100);
    assertThat(connect.getDouble("sum")).isEqualTo(5_050);
  }

  @Test
  void hasNoNumbersThatAreNone() {
    MeasureBook book = new MeasureBook();
    book.fail("connect", "refused");
    RunFacts facts = Runs.facts("g");
    RunFacts unknown =
        new RunFacts(
            "x",
            "",
            facts.options(),
            facts.start(),
            facts.end(),
            List.of(new Generator("g", 1, Double.NaN, Double.NaN)),
            "");

    String text = SummaryJson.text(book.summary(unknown, Runs.SLOS));

    assertThat(text).doesNotContain("NaN");
    assertThat(SummaryJson.text(SummaryParser.parse(text))).isEqualTo(text);
  }

  @Test
  void readsWhatALaterVersionAdds() {
    assertThat(SummaryParser.parse(changed(json -> json.put("more", 1))).holds()).isTrue();
  }

  @Test
  void saysWhyATextIsNoSummary() {
    assertBad("not JSON", "it is no JSON");
    assertBad("[]", "it is no JSON");
    assertBad("{}", "'schema' is missing");
    assertBad(changed(json -> json.put("schema", "weir-load/2")), "its schema is weir-load/2");
    assertBad(changed(json -> json.remove("facts")), "'facts' is missing");
    assertBad(changed(json -> json.put("measures", 7)), "wrong kind");
    assertBad(changed(json -> json.getJsonObject("facts").put("start", "noon")), "time");
    assertBad(changed(json -> connect(json).put("histogram", "AAAA")), "a histogram cannot be");
    assertBad(changed(json -> connect(json).put("count", 1).remove("sum")), "'sum' is missing");
    assertBad(
        changed(json -> json.getJsonArray("slos").getJsonObject(0).put("statistic", "P12")), "P12");
    assertBad(
        changed(
            json ->
                json.getJsonObject("timelines")
                    .getJsonObject("players")
                    .getJsonArray("sums")
                    .add(1)),
        "do not fit");
  }

  private static JsonObject connect(JsonObject json) {
    return json.getJsonObject("measures").getJsonObject("connect");
  }

  private static String changed(Consumer<JsonObject> change) {
    JsonObject json = new JsonObject(SummaryJson.text(Runs.summary()));
    change.accept(json);
    return json.encode();
  }

  private static void assertBad(String text, String why) {
    assertThatThrownBy(() -> SummaryParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private static RunSummary rich() {
    MeasureBook book = Runs.good();
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      book.time("age", Math.exp(12 * random.nextDouble()));
      book.second(i / 100, "age", random.nextGaussian());
    }
    book.value("bitrate share", "%", 99.5);
    book.fail("age", "no frame came | <in time>");
    return book.summary(Runs.facts("g-0"), Runs.SLOS);
  }
}
