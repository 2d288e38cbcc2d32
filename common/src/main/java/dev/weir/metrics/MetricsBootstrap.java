package dev.weir.metrics;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.micrometer.VertxPrometheusOptions;
import java.util.EnumSet;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One node's metrics, made before its Vert.x: the registry, what Vert.x needs to report into it,
 * and the node's own counters.
 *
 * <pre>{@code
 * MetricsBootstrap metrics = MetricsBootstrap.create("origin-a", "origin");
 * Vertx.builder()
 *     .with(new VertxOptions().setMetricsOptions(metrics.options()))
 *     .withMetrics(metrics.factory())
 * }</pre>
 */
public final class MetricsBootstrap {
  /** A bound for everything that registers meters, ours or not; a node has about 400. */
  private static final int METERS_MAX = 5_000;

  private static final AtomicLong INSTANCES = new AtomicLong();

  private final PrometheusMeterRegistry registry;
  private final MicrometerMetricsOptions options;
  private final NodeMetrics metrics;

  private MetricsBootstrap(PrometheusMeterRegistry registry, MicrometerMetricsOptions options) {
    this.registry = registry;
    this.options = options;
    this.metrics = new NodeMetrics(registry);
  }

  /**
   * Makes a registry of its own, filled by nobody else.
   *
   * @param nodeId the {@code node} label of every metric
   * @param role the {@code role} label of every metric: {@code origin} or {@code edge}
   */
  public static MetricsBootstrap create(String nodeId, String role) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    registry
        .config()
        .commonTags(Tags.of("node", nodeId, "role", role))
        .meterFilter(MeterFilter.maximumAllowableMetrics(METERS_MAX));
    return new MetricsBootstrap(registry, vertxOptions(nodeId));
  }

  private static MicrometerMetricsOptions vertxOptions(String nodeId) {
    MicrometerMetricsOptions options = new MicrometerMetricsOptions();
    options.setEnabled(true);
    return options
        // Vert.x keeps registries in a static map by name: two nodes in one process that share a
        // name would both report into the first one's registry.
        .setRegistryName(nodeId + "#" + INSTANCES.incrementAndGet())
        .setPrometheusOptions(new VertxPrometheusOptions().setEnabled(true))
        .setJvmMetricsEnabled(true)
        // Not the default set: that has the HTTP method, which is any word a client sends.
        .setLabels(EnumSet.of(Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME))
        .addDisabledMetricsCategory(MetricsDomain.EVENT_BUS);
  }

  /** For {@code VertxBuilder.withMetrics}. */
  public MicrometerMetricsFactory factory() {
    return new MicrometerMetricsFactory(registry);
  }

  /** For {@code VertxOptions.setMetricsOptions}. */
  public MicrometerMetricsOptions options() {
    return options;
  }

  /** The registry behind it all. */
  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** What the node's parts report to. */
  public NodeMetrics metrics() {
    return metrics;
  }

  /**
   * The metrics page in Prometheus text format 0.0.4. Reads every meter, which takes milliseconds:
   * call it on a worker thread.
   */
  public String scrape() {
    return registry.scrape();
  }
}
