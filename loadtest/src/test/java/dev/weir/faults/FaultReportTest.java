package dev.weir.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FaultReportTest {
  private static final Path DIRECTORY = Path.of("target", "faults");

  @Test
  void percentilesAreValuesThatOccurred() {
    List<Double> values = List.of(4.0, 1.0, 3.0, 2.0);

    assertThat(Figures.percentile(values, 0.5)).isEqualTo(2);
    assertThat(Figures.percentile(values, 0.99)).isEqualTo(4);
    assertThat(Figures.percentile(values, 0)).isEqualTo(1);
    assertThat(Figures.percentile(List.of(), 0.5)).isNaN();
  }

  @Test
  void aMissedBarFailsAndAllIsWritten() throws Exception {
    FaultReport report = new FaultReport("reportTest");
    Run run = report.begin();
    run.mark("nothing <much>");
    run.figure("some ms", 12);
    run.end();
    report.add(run, 0);
    report.atMost("some ms", report.figure("some ms", 1), 10).exactly("kept", 1, 1);

    assertThatThrownBy(report::finish)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("some ms: 12, bar <= 10")
        .hasMessageNotContaining("kept");
    assertThat(Files.readString(DIRECTORY.resolve("reportTest.md")))
        .contains("| some ms | 12 | <= 10 | **missed** |", "| kept | 1 | = 1 | met |");
    JsonObject json = new JsonObject(Files.readString(DIRECTORY.resolve("reportTest.json")));
    assertThat(json.getJsonArray("runs")).hasSize(1);
    assertThat(Files.readString(DIRECTORY.resolve("reportTest.html")))
        .contains("<svg", "nothing &lt;much&gt;");
  }

  @Test
  void aFigureThatNobodyMeasuredMissesItsBar() {
    FaultReport report = new FaultReport("reportTestEmpty");

    assertThatThrownBy(() -> report.atMost("x", report.figure("x", 1), 10).finish())
        .isInstanceOf(AssertionError.class);
  }
}
