package dev.weir.loadtest.bench;

import dev.weir.loadtest.up.LocalCluster;
import dev.weir.loadtest.up.NodeCommands;
import dev.weir.loadtest.up.NodePlan;
import dev.weir.loadtest.up.Ports;
import dev.weir.rtmp.RtmpUrl;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An origin, and the edge that is under test: it pulls what is published to the origin. */
final class WeirServer implements Server {
  private static final Duration START = Duration.ofSeconds(70);
  private static final String HEAP = "-Xmx1g";
  private static final String JAVA_OPTS = "JAVA_OPTS";

  private final NodePlan origin;
  private final NodePlan edge;
  private final LocalCluster cluster;
  private final Optional<BenchTls> tls;
  private boolean failed;

  private WeirServer(
      Vertx vertx, Cores cores, Map<String, String> settings, Optional<BenchTls> tls) {
    this.tls = tls;
    List<NodePlan> plans = Ports.anywhere(1, 1);
    origin = plans.get(0);
    edge = plans.get(1);
    Map<String, String> environment = new HashMap<>(System.getenv());
    // A user's own options come later on the command line and win.
    environment.merge(JAVA_OPTS, HEAP, (given, heap) -> heap + " " + given);
    NodeCommands commands = NodeCommands.find(environment);
    cluster =
        LocalCluster.of(
            vertx,
            plans,
            plan -> plan.isOrigin() ? commands.of(plan) : underTest(cores, commands.of(plan)),
            settings);
  }

  private List<String> underTest(Cores cores, List<String> command) {
    return cores.forServer(tls.map(with -> with.command(command)).orElse(command));
  }

  /** As the other one, without TLS. */
  static WeirServer start(
      Vertx vertx, Cores cores, Map<String, String> settings, int connections, Patience patience) {
    return start(vertx, cores, settings, connections, patience, Optional.empty());
  }

  /**
   * Starts both and waits until they are ready.
   *
   * @param settings for both, as environment variables
   * @param connections that the edge shall take, all from this machine
   * @param tls for the players, if they come with it
   */
  static WeirServer start(
      Vertx vertx,
      Cores cores,
      Map<String, String> settings,
      int connections,
      Patience patience,
      Optional<BenchTls> tls) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("WEIR_RTMP_MAX_CONNECTIONS", String.valueOf(Math.max(20_000, 2 * connections)));
    all.put("WEIR_RTMP_MAX_CONNECTIONS_PER_ADDRESS", "0");
    all.put("WEIR_LIMITS_PENDING_PER_ADDRESS", "0");
    all.put("WEIR_LIMITS_CONNECTS_PER_ADDRESS", "0");
    // What lies beyond a full loop is what a bench wants to see.
    all.put("WEIR_OVERLOAD_LOOPS", "0");
    WeirServer server = new WeirServer(vertx, cores, all, tls);
    boolean started = false;
    try {
      CompletableFuture<Void> ready = server.cluster.start();
      patience.watch(server.death());
      if (!patience.await(ready, START)) {
        throw new BenchFailure("Weir did not start, see " + server.cluster.logs());
      }
      started = true;
      return server;
    } catch (BenchFailure e) {
      // Only then somebody will look at the logs; a user who stops the bench will not.
      server.failed = true;
      throw e;
    } finally {
      if (!started) {
        server.close();
      }
    }
  }

  @Override
  public String name() {
    return tls.map(with -> WEIR + "-rtmps-" + with.engine()).orElse(WEIR);
  }

  @Override
  public RtmpUrl publishUrl(String stream) {
    return RtmpUrl.parse(origin.rtmpUrl(stream));
  }

  @Override
  public RtmpUrl playUrl(String stream) {
    RtmpUrl plain = RtmpUrl.parse(edge.rtmpUrl(stream));
    return tls.map(with -> new RtmpUrl(true, plain.host(), with.port(), plain.app(), plain.name()))
        .orElse(plain);
  }

  @Override
  public long processId() {
    return cluster.processId(edge);
  }

  @Override
  public CompletableFuture<?> death() {
    return cluster.death();
  }

  /** As in {@code http://127.0.0.1:8080/metrics}. */
  String edgeMetrics() {
    return edge.httpUrl("/metrics");
  }

  @Override
  public void close() {
    cluster.stop(failed || cluster.death().isDone());
    tls.ifPresent(BenchTls::close);
  }
}
