package dev.weir.cluster;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.spi.VertxMetricsFactory;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process as a member of the cluster: a clustered Vert.x, the registry and the directory.
 *
 * <p>Origins are full members and hold the cluster's data; edges are lite members, so that their
 * coming and going moves no data and a frozen one blocks nobody. Closing the node closes its
 * Vert.x; closing the Vert.x alone leaves the member behind.
 */
public final class ClusterNode {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterNode.class);
  private static final int VERTX_START_SECONDS = 20;
  private static final int VERTX_CLOSE_SECONDS = 4;
  private static final int LINK_CLOSE_SECONDS = 5;

  private final Vertx vertx;
  private final HazelcastLink link;
  private Future<Void> closing;

  private ClusterNode(Vertx vertx, HazelcastLink link) {
    this.vertx = vertx;
    this.link = link;
  }

  /**
   * Joins the cluster and starts Vert.x in it. Nothing runs any more when the future has failed.
   *
   * @param options taken as they are, but for the event bus address, which the settings give, and
   *     the native transport, which is preferred
   * @param metrics what Vert.x reports to, or null; the options must say that metrics are enabled
   * @return fails with {@link ClusterStartException} when the cluster cannot be joined: an address
   *     or port cannot be bound, another node has this one's id, or (an edge only) no origin is
   *     found within the join timeout. Completes on a thread of its own
   */
  public static Future<ClusterNode> start(
      ClusterSettings settings, VertxOptions options, VertxMetricsFactory metrics) {
    Promise<ClusterNode> promise = Promise.promise();
    Runnable start =
        () -> {
          ClusterNode node;
          try {
            node = open(settings, options, metrics);
          } catch (Throwable e) { // whoever waits must hear of a missing class, too
            promise.fail(e);
            return;
          }
          promise.complete(node);
        };
    // Not a daemon: until Vert.x is up it is all that keeps a node's process alive.
    new Thread(start, "weir-start-" + settings.nodeId()).start();
    return promise.future();
  }

  private static ClusterNode open(
      ClusterSettings settings, VertxOptions options, VertxMetricsFactory metrics) {
    if (settings.byDns()) {
      LocalPorts.rememberNamesBriefly();
    }
    String address = LocalPorts.address(settings.host());
    LocalPorts.requireFree("cluster.port", address, settings.port());
    LocalPorts.requireFree("cluster.bus-port", address, settings.busPort());
    HazelcastLink link = HazelcastLink.join(settings, address);
    try {
      VertxBuilder builder =
          Vertx.builder()
              .with(clustered(options, address, settings.busPort()))
              .withClusterManager(link.bus());
      if (metrics != null) {
        builder.withMetrics(metrics);
      }
      // On failure Vert.x closes itself.
      Vertx vertx = await(builder.buildClustered(), VERTX_START_SECONDS);
      LOG.info("event=cluster-joined node={} role={}", settings.nodeId(), settings.role().label());
      return new ClusterNode(vertx, link);
    } catch (Exception e) {
      link.close();
      Throwable cause = e instanceof ExecutionException ? e.getCause() : e;
      throw new ClusterStartException(
          "cluster.bus-port: the event bus did not start at "
              + address
              + ":"
              + settings.busPort()
              + ": "
              + cause,
          cause);
    }
  }

  private static VertxOptions clustered(VertxOptions given, String address, int busPort) {
    // The copy has metrics options of the base class, which know nothing of labels and JVM.
    VertxOptions options = new VertxOptions(given).setMetricsOptions(given.getMetricsOptions());
    EventBusOptions bus =
        new EventBusOptions(options.getEventBusOptions())
            .setHost(address)
            .setPort(busPort)
            // Questions to a node that is gone must fail before the one who asks gives up.
            .setConnectTimeout(2000)
            .setClusterPingInterval(5000)
            .setClusterPingReplyInterval(5000);
    return options.setEventBusOptions(bus).setPreferNativeTransport(true);
  }

  private static <T> T await(Future<T> future, int seconds)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.toCompletionStage().toCompletableFuture().get(seconds, TimeUnit.SECONDS);
  }

  /** The node's Vert.x; its event bus reaches the whole cluster. */
  public Vertx vertx() {
    return vertx;
  }

  /** Who serves which stream. */
  public StreamRegistry registry() {
    return link.registry();
  }

  /** Which nodes there are. */
  public NodeDirectory directory() {
    return link.directory();
  }

  /** The stream keys. */
  public StreamKeyStore keys() {
    return link.keys();
  }

  /** For tests that kill a member. */
  HazelcastLink link() {
    return link;
  }

  /**
   * Closes Vert.x with everything deployed in it, removes this node's entries and leaves the
   * cluster. Takes 10 s at most; what cannot be done in that time is left to the others. Closing
   * again gives the same future, which completes on a thread of its own.
   */
  public synchronized Future<Void> close() {
    if (closing == null) {
      Promise<Void> promise = Promise.promise();
      closing = promise.future();
      new Thread(() -> leave(promise), "weir-close").start();
    }
    return closing;
  }

  private void leave(Promise<Void> promise) {
    try {
      await(vertx.close(), VERTX_CLOSE_SECONDS);
    } catch (Exception e) {
      LOG.warn("event=close-incomplete part=vertx reason=\"{}\"", e.toString());
    }
    Thread leaving = HazelcastThreads.daemon("weir-leave", link::close);
    leaving.start();
    try {
      leaving.join(TimeUnit.SECONDS.toMillis(LINK_CLOSE_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (leaving.isAlive()) {
      LOG.warn("event=close-incomplete part=cluster reason=timeout");
      link.terminate();
    }
    promise.complete();
  }
}
