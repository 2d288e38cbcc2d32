package dev.weir.k8s.prometheus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weir.k8s.Kustomize;
import dev.weir.k8s.Manifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Everything that is asked of Prometheus, wherever it is written. */
final class Questions {
  private static final String PROD = "overlays/prod";
  private static final Path ADAPTER = Path.of("components", "hpa", "prometheus-adapter.yaml");
  private static final Map<String, String> GRAFANA =
      Map.of("$namespace", "weir", "$__rate_interval", "1m");
  private static final Map<String, String> ADAPTED =
      Map.of("<<.LabelMatchers>>", "namespace=\"weir\"", "<<.GroupBy>>", "pod");

  private Questions() {}

  /** The content of the PrometheusRule, as Prometheus reads it. */
  static JsonNode rules() {
    return Kustomize.render(PROD).get("PrometheusRule/weir").path("spec");
  }

  /** The rules of the Prometheus Adapter. */
  static JsonNode adapter() {
    try {
      return new YAMLMapper().readTree(ADAPTER.toFile()).at("/rules/custom");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The dashboard. */
  static JsonNode dashboard() {
    try {
      Manifests manifests = Kustomize.render(PROD);
      return new ObjectMapper()
          .readTree(manifests.get("ConfigMap/weir-dashboard").at("/data/weir.json").asText());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Question> all() {
    List<Question> all = new ArrayList<>();
    for (JsonNode group : rules().path("groups")) {
      for (JsonNode rule : group.path("rules")) {
        all.add(new Question(rule.path("alert").asText(), rule.path("expr").asText()));
      }
    }
    for (JsonNode panel : dashboard().path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        String where = panel.path("title").asText() + " " + target.path("refId").asText();
        all.add(new Question(where, filled(target.path("expr").asText(), GRAFANA)));
      }
    }
    for (JsonNode rule : adapter()) {
      String series = rule.at("/name/matches").asText().replaceAll("[$^]", "");
      String where = "adapter " + rule.at("/name/as").asText();
      all.add(new Question(where, rule.path("seriesQuery").asText()));
      String query = filled(rule.path("metricsQuery").asText(), ADAPTED);
      all.add(new Question(where, query.replace("<<.Series>>", series)));
    }
    JsonNode scaled = Kustomize.render("overlays/prod-keda").get("ScaledObject/weir-edge");
    for (JsonNode trigger : scaled.at("/spec/triggers")) {
      if (trigger.path("type").asText().equals("prometheus")) {
        String where = "keda " + trigger.path("name").asText();
        all.add(new Question(where, trigger.at("/metadata/query").asText()));
      }
    }
    return all;
  }

  private static String filled(String text, Map<String, String> variables) {
    String filled = text;
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      filled = filled.replace(variable.getKey(), variable.getValue());
    }
    return filled;
  }
}
