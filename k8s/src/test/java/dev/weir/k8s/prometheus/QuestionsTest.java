package dev.weir.k8s.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.k8s.Kustomize;
import dev.weir.metrics.MetricsBootstrap;
import dev.weir.metrics.OverloadLimit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules, dashboard and autoscalers ask for what nodes have. */
final class QuestionsTest {
  private final MetricsAsked metrics = new MetricsAsked(page());

  private static String page() {
    MetricsBootstrap node = MetricsBootstrap.create("edge-1", "edge");
    for (OverloadLimit limit : OverloadLimit.values()) {
      node.metrics().overload(limit, () -> 0, () -> 0);
    }
    return node.scrape();
  }

  @Test
  void everyMetricAndLabelExists() {
    List<String> complaints = new ArrayList<>();
    Questions.all().forEach(question -> complaints.addAll(metrics.complaints(question)));
    assertThat(complaints).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "weir_viewers",
        "rate(weir_connections_total[1m])",
        "weir_connections{kind=\"viewer\"}",
        "weir_connections{sort=\"player\"}",
        "weir_requests_total{result=~\"timeout|error\"}",
        "weir_overload_used_ratio{limit=\"cpu\"}",
        "sum by (stream) (weir_streams)",
        "weir_splice_gap_seconds_bucket",
        "node_load1"
      })
  void whatDoesNotExistIsNoticed(String expression) {
    assertThat(metrics.complaints(new Question("mistake", expression))).isNotEmpty();
  }

  @Test
  void theAutoscalerAsksForWhatTheAdapterTells() {
    Set<String> told = new TreeSet<>();
    Questions.adapter().forEach(rule -> told.add(rule.at("/name/as").asText()));
    Set<String> asked = new TreeSet<>();
    JsonNode scaler = Kustomize.render("overlays/prod").get("HorizontalPodAutoscaler/weir-edge");
    for (JsonNode metric : scaler.at("/spec/metrics")) {
      if (metric.path("type").asText().equals("Pods")) {
        asked.add(metric.at("/pods/metric/name").asText());
      }
    }
    assertThat(asked).isEqualTo(told);
  }

  @Test
  void everyAlertSaysWhatItIsAboutAndWhatToLookAt() {
    Set<String> names = new HashSet<>();
    for (JsonNode group : Questions.rules().path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        String name = rule.path("alert").asText();
        assertThat(names.add(name)).as(name).isTrue();
        assertThat(rule.at("/labels/severity").asText()).as(name).isIn("critical", "warning");
        assertThat(rule.at("/annotations/summary").asText()).as(name).isNotBlank();
        assertThat(rule.at("/annotations/description").asText()).as(name).isNotBlank();
      }
    }
  }

  @Test
  void everyPanelHasAPlaceAndSomethingToShow() {
    Set<Integer> ids = new HashSet<>();
    Set<String> places = new HashSet<>();
    for (JsonNode panel : Questions.dashboard().path("panels")) {
      String title = panel.path("title").asText();
      assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
      assertThat(places.add(panel.path("gridPos").toString())).as(title).isTrue();
      assertThat(panel.path("targets").isEmpty())
          .as(title)
          .isEqualTo(panel.path("type").asText().equals("row"));
    }
  }
}
