package dev.weir.loadtest.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.loadtest.bench.Chart.Point;
import dev.weir.loadtest.report.Table;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

final class ResultsTest {
  @Test
  void alignsWordsLeftAndFiguresRight() {
    List<String> lines =
        new Table("server", "players", "us")
            .row("weir", 250, 8.123)
            .row("nginx-rtmp", 4_000, Double.NaN)
            .lines();

    assertThat(lines)
        .containsExactly(
            "server      players    us", "weir            250  8.12", "nginx-rtmp     4000     -");
  }

  @Test
  void givesFiguresThePrecisionThatTheyAreWorth() {
    assertThat(Table.text(0.123)).isEqualTo("0.12");
    assertThat(Table.text(12.345)).isEqualTo("12.3");
    assertThat(Table.text(1234.5)).isEqualTo("1235");
    assertThat(Table.text(Double.POSITIVE_INFINITY)).isEqualTo("-");
    assertThat(Table.text(7L)).isEqualTo("7");
  }

  @Test
  void takesTheMedianOfRounds() {
    assertThat(Row.median(3, 1, 2)).isEqualTo(2);
    assertThat(Row.median(4, 1)).isEqualTo(2.5);
    assertThat(Row.median()).isNaN();
  }

  @Test
  void drawsALineAndAMarkForEachPointThatIsANumber() throws Exception {
    Chart chart =
        new Chart("CPU & age", "us", false)
            .line("weir", 0, false, List.of(new Point(250, 9.5), new Point(1_000, 8)))
            .line("nginx", 1, true, List.of(new Point(250, 20), new Point(1_000, Double.NaN)));

    Element svg = parse(Chart.page(chart)).getDocumentElement();

    assertThat(svg.getTagName()).isEqualTo("svg");
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(3);
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(svg.getTextContent()).contains("CPU & age", "weir", "nginx", "250", "1000");
  }

  @Test
  void putsHigherFiguresHigher() throws Exception {
    for (boolean logarithmic : new boolean[] {false, true}) {
      Chart chart =
          new Chart("age", "ms", logarithmic)
              .line("p50", 0, false, List.of(new Point(1, 5), new Point(2, 50), new Point(3, 0)));

      Document svg = parse(Chart.page(chart, chart));

      String[] points =
          ((Element) svg.getElementsByTagName("polyline").item(0))
              .getAttribute("points")
              .split(" ");
      assertThat(points).hasSize(logarithmic ? 2 : 3);
      assertThat(y(points[1])).isLessThan(y(points[0])).isPositive();
    }
  }

  @Test
  void drawsNothingForNoFigures() throws Exception {
    Chart chart = new Chart("age", "ms", true).line("none", 0, false, List.of());

    assertThat(parse(Chart.page(chart)).getElementsByTagName("circle").getLength()).isZero();
  }

  private static double y(String point) {
    return Double.parseDouble(point.split(",")[1]);
  }

  private static Document parse(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(svg)));
  }
}
