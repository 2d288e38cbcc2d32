package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes that run, though without TLS, tell what rules, dashboard and autoscalers ask for. */
@ExtendWith(SharedCluster.class)
@Timeout(60)
final class ManifestMetricsIT {
  private static final Path COMPONENTS = Path.of("..", "k8s", "components");
  private static final List<String> ASKING =
      List.of(
          "monitoring/rules.yaml",
          "monitoring/dashboard.json",
          "hpa/prometheus-adapter.yaml",
          "keda/scaled-object.yaml");

  /** A series is followed by its labels, by what is done to it, or by a comma of a query. */
  private static final Pattern SERIES = Pattern.compile("\\b(weir_[a-z_]+)(?=[{\\[),$ ])");

  /** What the Prometheus Adapter calls them. */
  private static final Set<String> ADAPTED = Set.of("weir_viewers_used", "weir_egress_used");

  @Test
  void everySeriesThatIsAskedForIsThere(SharedCluster.Nodes nodes) throws IOException {
    Set<String> told = series(nodes.origin().get("/metrics"), Pattern.compile("(?m)^(\\w+)\\{"));
    told.addAll(series(nodes.edge().get("/metrics"), Pattern.compile("(?m)^(\\w+)\\{")));

    for (String file : ASKING) {
      Set<String> asked = series(Files.readString(COMPONENTS.resolve(file)), SERIES);
      asked.removeAll(ADAPTED);
      asked.removeIf(name -> name.startsWith("weir_tls_"));
      assertThat(asked).as(file).isNotEmpty().isSubsetOf(told);
    }
  }

  @Test
  void thePageHasTheJvmAndNoWordThatAClientSent(SharedCluster.Nodes nodes) throws Exception {
    nodes.edge().request("FROBNICATE", "/");
    String page = nodes.edge().get("/metrics");

    assertThat(page).contains("jvm_memory_used_bytes{", "vertx_http_server_requests_total{");
    assertThat(page).doesNotContain("FROBNICATE", "method=", "vertx_eventbus_");
  }

  private static Set<String> series(String text, Pattern pattern) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
