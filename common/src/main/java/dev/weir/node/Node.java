package dev.weir.node;

import dev.weir.access.AccessPolicy;
import dev.weir.cluster.ClusterNode;
import dev.weir.cluster.NodeInfo;
import dev.weir.egress.PlayDesk;
import dev.weir.http.ApiAccess;
import dev.weir.http.ClusterQuestions;
import dev.weir.http.HttpSources;
import dev.weir.http.NodeHttpServer;
import dev.weir.metrics.MetricsBootstrap;
import dev.weir.rtmp.RtmpError;
import dev.weir.stream.QueueBudget;
import dev.weir.stream.StreamHub;
import dev.weir.transport.LoopLoad;
import dev.weir.transport.RtmpListener;
import dev.weir.transport.ServerConnection;
import dev.weir.transport.TransportObserver;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node. It starts from the cluster outwards, so that nobody is let in before there is
 * something to serve him with, and stops from the listener inwards.
 */
public final class Node {
  private static final Logger LOG = LoggerFactory.getLogger(Node.class);

  private static final long SETTLE_MILLIS = 250;

  private final NodeSettings settings;
  private final MetricsBootstrap metrics;
  private final long startedAtMillis = System.currentTimeMillis();
  private final StreamHub hub = new StreamHub();
  private final SessionTable sessions = new SessionTable();
  private final AtomicLong connectionIds = new AtomicLong();
  private final NodeView view;

  private ClusterNode cluster;
  private RoleServices role;
  private RtmpListener listener;
  private ClusterQuestions questions;
  private NodeHttpServer http;

  private Node(NodeSettings settings) {
    this.settings = settings;
    this.metrics =
        MetricsBootstrap.create(settings.cluster().nodeId(), settings.cluster().role().label());
    this.view = new NodeView(hub, sessions);
  }

  /**
   * Starts a node.
   *
   * @param roles makes it an origin or an edge
   * @return fails with an exception whose message is one sentence when a port is taken or the
   *     cluster is out of reach; nothing of the node is left then
   */
  public static Future<Node> start(NodeSettings settings, RoleServices.Factory roles) {
    Node node = new Node(settings);
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(settings.listener().loops())
            .setMetricsOptions(node.metrics.options());
    // Of no context, as in close(): a start that fails ends the event loops that it ran on.
    Promise<Node> started = Promise.promise();
    ClusterNode.start(settings.cluster(), options, node.metrics.factory())
        .onFailure(started::fail)
        .onSuccess(cluster -> node.open(cluster, roles, started));
    return started.future();
  }

  /** The port that RTMP clients reach. */
  public int rtmpPort() {
    return listener.port();
  }

  /** The port of the HTTP server, or 0. */
  public int httpPort() {
    return http == null ? 0 : http.port();
  }

  /** Stops in good order. */
  public Future<Void> close() {
    view.stopping();
    // Of no context: the event loops, on which the others complete, end before this does.
    Promise<Void> closed = Promise.promise();
    Future<Void> deaf = listener == null ? Future.succeededFuture() : listener.close();
    deaf.eventually(() -> role == null ? Future.succeededFuture() : role.close())
        .eventually(() -> http == null ? Future.succeededFuture() : http.close())
        .eventually(() -> questions == null ? Future.succeededFuture() : questions.close())
        .onComplete(v -> cluster.close().onComplete(closed));
    return closed.future();
  }

  private void open(ClusterNode joined, RoleServices.Factory roles, Promise<Node> started) {
    cluster = joined;
    open(roles)
        .onSuccess(v -> started.complete(this))
        .onFailure(cause -> close().onComplete(v -> started.fail(cause)));
  }

  private Future<Void> open(RoleServices.Factory roles) {
    AccessPolicy policy = AccessPolicy.OPEN;
    role = roles.create(ground(policy));
    view.role(role);
    PlayDesk playDesk =
        new PlayDesk(policy, role.resolver(), settings.player(), budget(), metrics.metrics());
    return RtmpListener.listen(
            cluster.vertx(), settings.listener(), new Counter(), c -> link(c, playDesk))
        .compose(
            listening -> {
              listener = listening;
              countLoops();
              return announce(0);
            })
        .compose(v -> openHttp())
        .compose(v -> announce(httpPort()))
        .onSuccess(v -> ready());
  }

  private QueueBudget budget() {
    QueueBudget budget =
        new QueueBudget(settings.queueBudgetBytes(), settings.player().softBytes());
    cluster.vertx().setPeriodic(SETTLE_MILLIS, id -> budget.settle());
    metrics.metrics().queues(budget::total);
    return budget;
  }

  private void countLoops() {
    int number = 0;
    for (LoopLoad load : listener.loads()) {
      metrics.metrics().loop(number++, load::busy, () -> load.mergeMillis() / 1e3);
    }
  }

  private ClientLink link(ServerConnection connection, PlayDesk playDesk) {
    return new ClientLink(
        "c-" + connectionIds.incrementAndGet(),
        connection,
        role.publishDesk(),
        playDesk,
        metrics.metrics(),
        sessions);
  }

  private Future<Void> announce(int httpPort) {
    NodeInfo info =
        new NodeInfo(
            settings.cluster().nodeId(),
            settings.cluster().role(),
            settings.cluster().host(),
            listener.port(),
            httpPort,
            startedAtMillis,
            settings.version(),
            false);
    view.node(info);
    // The directory repeats it, so a first call that failed is no reason not to start.
    return cluster.directory().announce(info).otherwiseEmpty();
  }

  private Future<Void> openHttp() {
    if (settings.http().isEmpty()) {
      return Future.succeededFuture();
    }
    return ClusterQuestions.start(
            cluster.vertx(),
            view,
            view,
            () -> cluster.directory().nodes().map(all -> all.stream().map(NodeInfo::id).toList()))
        .compose(
            started -> {
              questions = started;
              HttpSources sources =
                  new HttpSources(view, questions, metrics::scrape, ApiAccess.OPEN, List.of());
              return NodeHttpServer.start(cluster.vertx(), settings.http().get(), sources);
            })
        .onSuccess(server -> http = server)
        .mapEmpty();
  }

  private void ready() {
    view.ready();
    LOG.atInfo()
        .addKeyValue("role", settings.cluster().role().label())
        .addKeyValue("id", settings.cluster().nodeId())
        .addKeyValue("host", settings.cluster().host())
        .addKeyValue("rtmp", rtmpPort())
        .addKeyValue("http", httpPort())
        .addKeyValue("cluster", settings.cluster().port())
        .log("node-ready");
  }

  private NodeGround ground(AccessPolicy policy) {
    return new NodeGround(
        cluster.vertx(),
        settings.cluster().nodeId(),
        cluster.registry(),
        cluster.directory(),
        hub,
        policy,
        metrics.metrics(),
        settings.listener().session(),
        settings.stream(),
        settings.hold(),
        settings.recover(),
        settings.linger(),
        settings.ingest(),
        () -> listener.loops());
  }

  private final class Counter implements TransportObserver {
    @Override
    public void onRefused(String limit) {
      metrics.metrics().connectionRefused();
    }

    @Override
    public void onBytesIn(int bytes) {
      metrics.metrics().bytesIn(bytes);
    }

    @Override
    public void onProtocolError(RtmpError error) {
      metrics.metrics().protocolError(error);
    }
  }
}
