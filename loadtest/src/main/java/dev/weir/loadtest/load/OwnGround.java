package dev.weir.loadtest.load;

import dev.weir.cli.WeirVersion;
import dev.weir.loadtest.simulation.Disturbance;
import dev.weir.loadtest.simulation.FailoverOptions;
import dev.weir.loadtest.simulation.LoadOptions;
import dev.weir.loadtest.simulation.RollingOptions;
import dev.weir.loadtest.up.LocalCluster;
import dev.weir.loadtest.up.NodeCommands;
import dev.weir.loadtest.up.NodePlan;
import dev.weir.loadtest.up.Ports;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** A cluster on this machine, as {@code weir up} starts it, on whatever ports are free. */
final class OwnGround implements Ground {
  private static final String STREAM = "load";
  private static final String OVERLOAD_LOOPS = "WEIR_OVERLOAD_LOOPS";

  /** A node that drains serves those who cannot move for so long. */
  private static final Map<String, String> DRAIN =
      Map.of("WEIR_DRAIN_DEADLINE", "10s", "WEIR_DRAIN_SPREAD", "2s");

  private final LoadOptions options;
  private final List<NodePlan> plans;
  private final LocalCluster cluster;
  private boolean kept;

  private OwnGround(Vertx vertx, LoadOptions options, Map<String, String> environment) {
    this.options = options;
    this.plans = Ports.anywhere(options.origins(), options.edges());
    NodeCommands commands = NodeCommands.find(environment);
    this.cluster = LocalCluster.of(vertx, plans, commands::of, settings(environment));
  }

  /** A cluster that is not started yet. */
  static OwnGround of(Vertx vertx, LoadOptions options, Map<String, String> environment) {
    return new OwnGround(vertx, options, environment);
  }

  /** All its players come from one address, which is no attack here. */
  private Map<String, String> settings(Map<String, String> environment) {
    Map<String, String> settings = new HashMap<>();
    int connections = Math.max(20_000, 2 * options.connections());
    settings.put("WEIR_RTMP_MAX_CONNECTIONS", String.valueOf(connections));
    settings.put("WEIR_RTMP_MAX_CONNECTIONS_PER_ADDRESS", "0");
    settings.put("WEIR_LIMITS_PENDING_PER_ADDRESS", "0");
    settings.put("WEIR_LIMITS_CONNECTS_PER_ADDRESS", "0");
    // A load test finds out itself when it is too much: what lies beyond is for it to see.
    settings.put(OVERLOAD_LOOPS, environment.getOrDefault(OVERLOAD_LOOPS, "0"));
    if (options instanceof RollingOptions) {
      settings.putAll(DRAIN);
    }
    return settings;
  }

  /** Done when all nodes are ready. */
  CompletableFuture<Void> start() {
    return cluster.start();
  }

  /** As a line for the user. */
  String words() {
    return "starting %d origin%s and %d edge%s, logs in %s"
        .formatted(
            options.origins(),
            options.origins() == 1 ? "" : "s",
            options.edges(),
            options.edges() == 1 ? "" : "s",
            cluster.logs());
  }

  @Override
  public List<String> playUrls() {
    List<NodePlan> edges = plans.stream().filter(node -> !node.isOrigin()).toList();
    // Without edges players go where publishers go: an origin has what is published to it.
    return edges.isEmpty() ? List.of(url(plans.get(0))) : edges.stream().map(this::url).toList();
  }

  @Override
  public List<String> publishUrls() {
    Stream<NodePlan> origins = plans.stream().filter(NodePlan::isOrigin);
    return origins.limit(options.edges() == 0 ? 1 : options.origins()).map(this::url).toList();
  }

  private String url(NodePlan node) {
    return node.rtmpUrl(options.app() + "/" + STREAM);
  }

  @Override
  public String server() {
    return "Weir %s, %d origins, %d edges"
        .formatted(WeirVersion.text(), options.origins(), options.edges());
  }

  @Override
  public Disturbance disturbance() {
    Disturbance given = LoadCommand.disturbance(options);
    if (given != Disturbance.NONE) {
      return given;
    }
    if (options instanceof FailoverOptions) {
      return new OriginKill(cluster, plans);
    }
    return options instanceof RollingOptions
        ? new RollingRestart(cluster, plans)
        : Disturbance.NONE;
  }

  @Override
  public CompletableFuture<?> death() {
    return cluster.death();
  }

  @Override
  public Optional<Path> keep() {
    kept = true;
    return Optional.of(cluster.logs());
  }

  @Override
  public void close() {
    cluster.stop(kept || cluster.death().isDone());
  }
}
