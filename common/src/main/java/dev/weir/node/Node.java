package dev.weir.node;

import dev.weir.access.AccessPolicy;
import dev.weir.access.gate.TokenGuard;
import dev.weir.cluster.ClusterNode;
import dev.weir.cluster.NodeInfo;
import dev.weir.egress.Overload;
import dev.weir.egress.PlayDesk;
import dev.weir.http.DrainState;
import dev.weir.metrics.ConnectionLimit;
import dev.weir.metrics.MetricsBootstrap;
import dev.weir.metrics.TlsHandshake;
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
import java.time.Duration;
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
  private static final long ANNOUNCE_MILLIS = 5_000;

  private final NodeSettings settings;
  private final MetricsBootstrap metrics;
  private final long startedAtMillis = System.currentTimeMillis();
  private final StreamHub hub = new StreamHub();
  private final SessionTable sessions = new SessionTable();
  private final AtomicLong connectionIds = new AtomicLong();
  private final NodeView view;
  private final NodeTrust trust;
  private final NodeAccess access;
  private final Future<Void> rehearsed = Rehearsal.begin();

  private ClusterNode cluster;
  private RoleServices role;
  private RtmpListener listener;
  private NodeHttp http;
  private OverloadWatch watch;
  private int announcedSessions;
  private final Departure departure;

  private Node(NodeSettings settings) {
    this.settings = settings;
    this.metrics =
        MetricsBootstrap.create(settings.cluster().nodeId(), settings.cluster().role().label());
    this.view = new NodeView(hub, sessions);
    this.trust =
        new NodeTrust(
            settings.cluster().nodeId(),
            settings.secret(),
            metrics.metrics(),
            System::currentTimeMillis);
    this.access = new NodeAccess(settings, metrics.metrics());
    this.departure = new Departure(settings.drain(), new Leaving());
    metrics
        .metrics()
        .drain(
            () -> departure.hasBegun() ? 1 : 0,
            () -> departure.state().map(DrainState::left).orElse(0));
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
        .onFailure(
            e -> {
              node.access.close();
              started.fail(e);
            })
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

  /** As {@link #drain(Duration)}, with the deadline of the settings. */
  public Future<Void> drain() {
    return drain(settings.drain().deadline());
  }

  /**
   * Sends everybody elsewhere: the node is not ready any more, takes no new connections once its
   * notice is over, lets others have what it owns, asks those to reconnect who can, and closes the
   * others at the end. Once; a later call may end the notice and bring the end forward.
   *
   * @param deadline for all of it, {@link #close()} among it
   * @return done when nobody is left, or it is time to close; the same for every call
   */
  public Future<Void> drain(Duration deadline) {
    return departure.leave(deadline);
  }

  /** Done when a drain is, whoever began it. */
  public Future<Void> drained() {
    return departure.over();
  }

  /** Stops in good order. */
  public Future<Void> close() {
    view.stopping();
    // Of no context: the event loops, on which the others complete, end before this does.
    Promise<Void> closed = Promise.promise();
    Future<Void> deaf = listener == null ? Future.succeededFuture() : listener.close();
    deaf.eventually(() -> role == null ? Future.succeededFuture() : role.close())
        .eventually(() -> http == null ? Future.succeededFuture() : http.close())
        .onComplete(
            v -> {
              access.close();
              cluster.close().onComplete(closed);
            });
    return closed.future();
  }

  private void open(ClusterNode joined, RoleServices.Factory roles, Promise<Node> started) {
    cluster = joined;
    open(roles)
        .onSuccess(v -> started.complete(this))
        .onFailure(cause -> close().onComplete(v -> started.fail(cause)));
  }

  private Future<Void> open(RoleServices.Factory roles) {
    AccessPolicy policy = access.policy();
    access.keys(cluster.keys());
    metrics.metrics().streamKeys(() -> cluster.keys().all().size());
    role = roles.create(ground(policy));
    view.role(role);
    Overload overload = new Overload(settings.overload(), metrics.metrics());
    watch =
        new OverloadWatch(
            settings.overload(),
            overload,
            cluster.directory(),
            settings.cluster().role(),
            settings.cluster().nodeId());
    PlayDesk playDesk =
        new PlayDesk(
            policy, role.resolver(), settings.player(), budget(), overload, metrics.metrics());
    ClientGround clients =
        new ClientGround(
            role.publishDesk(),
            playDesk,
            policy,
            metrics.metrics(),
            sessions,
            departure::isLeaving,
            new IngestLimit(settings.ingest().bitsPerSecond(), metrics.metrics()),
            trust,
            new SessionLog());
    return RtmpListener.listen(
            cluster.vertx(), settings.listener(), new Counter(), c -> link(c, clients))
        .compose(
            listening -> {
              listener = listening;
              countLoops();
              watchLoad();
              return announce(0);
            })
        .compose(v -> openHttp())
        .compose(v -> announce(httpPort()))
        .compose(v -> rehearsed)
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

  private void watchLoad() {
    view.watching(watch);
    watch.start(cluster.vertx(), listener.loads(), metrics.metrics(), () -> announce(httpPort()));
  }

  private ClientLink link(ServerConnection connection, ClientGround clients) {
    return new ClientLink("c-" + connectionIds.incrementAndGet(), connection, clients);
  }

  private NodeInfo info(int httpPort) {
    announcedSessions = sessions.count();
    return new NodeInfo(
        settings.cluster().nodeId(),
        settings.cluster().role(),
        settings.cluster().host(),
        listener.port(),
        httpPort,
        startedAtMillis,
        settings.version(),
        departure.hasBegun(),
        announcedSessions,
        listener.securePort(),
        watch.isOver());
  }

  /** For those who send their clients elsewhere. */
  private void announceSessions() {
    if (sessions.count() != announcedSessions) {
      announce(httpPort());
    }
  }

  /** One at a time, so that the last one tells what is true last. */
  private synchronized Future<Void> announce(int httpPort) {
    NodeInfo info = info(httpPort);
    view.node(info);
    // The directory repeats it, so a first call that failed is no reason not to start.
    return cluster.directory().announce(info).otherwiseEmpty();
  }

  private Future<Void> openHttp() {
    if (settings.http().isEmpty() && settings.api().own().isEmpty()) {
      return Future.succeededFuture();
    }
    TokenGuard guard = new TokenGuard(settings.gate(), metrics.metrics()::addressBanned);
    return NodeHttp.start(settings.http(), settings.api(), guard, view, cluster, departure, metrics)
        .onSuccess(started -> http = started)
        .mapEmpty();
  }

  private void ready() {
    view.ready();
    cluster.vertx().setPeriodic(ANNOUNCE_MILLIS, id -> announceSessions());
    TlsWatch.start(cluster.vertx(), settings.tls(), metrics.metrics());
    LOG.atInfo()
        .addKeyValue("role", settings.cluster().role().label())
        .addKeyValue("id", settings.cluster().nodeId())
        .addKeyValue("host", settings.cluster().host())
        .addKeyValue("rtmp", rtmpPort())
        .addKeyValue("rtmps", listener.securePort())
        .addKeyValue("http", httpPort())
        .addKeyValue("api", http == null ? 0 : http.apiPort())
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
        () -> listener.loops(),
        trust,
        settings.tls().dial());
  }

  private final class Leaving implements Departure.Ground {
    @Override
    public Drain drain(DrainSettings within, long nowNanos) {
      return new Drain(
          cluster.vertx(),
          sessions,
          cluster.directory(),
          metrics.metrics(),
          info(httpPort()),
          within,
          nowNanos);
    }

    @Override
    public Future<Void> announce(Drain begun) {
      view.draining(begun);
      // From here on others send publishers past this node, so they have to be able to take over.
      role.handOver();
      return Node.this.announce(httpPort());
    }

    @Override
    public void letGo() {
      listener.stopAccepting();
      role.takeNobody();
    }

    @Override
    public void after(long millis, Runnable task) {
      cluster.vertx().setTimer(millis, id -> task.run());
    }
  }

  private final class Counter implements TransportObserver {
    @Override
    public void onRefused(ConnectionLimit limit) {
      metrics.metrics().connectionRefused(limit);
    }

    @Override
    public void onBytesIn(int bytes) {
      metrics.metrics().bytesIn(bytes);
    }

    @Override
    public void onProtocolError(RtmpError error) {
      metrics.metrics().protocolError(error);
    }

    @Override
    public void onTlsHandshake(TlsHandshake result) {
      metrics.metrics().tlsHandshake(result);
    }
  }
}
