package dev.weir.transport;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Accepts RTMP clients on a port, and on another one inside TLS, spread evenly over event loops.
 */
public final class RtmpListener {
  /** Longer than any drain. */
  private static final long GRACE_HOURS = 24;

  private final Vertx vertx;
  private final List<Context> loops = new CopyOnWriteArrayList<>();
  private final List<LoopLoad> loads = new CopyOnWriteArrayList<>();
  private final List<NetServer> servers = new CopyOnWriteArrayList<>();
  private volatile int port;
  private volatile int securePort;
  private volatile String deployment;

  private RtmpListener(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Starts to listen.
   *
   * @param handlers makes the handler of each connection; called on its event loop
   * @return fails with one clear sentence when the port is taken
   */
  public static Future<RtmpListener> listen(
      Vertx vertx,
      ListenerSettings settings,
      TransportObserver observer,
      Function<ServerConnection, ServerHandler> handlers) {
    RtmpListener listener = new RtmpListener(vertx);
    AdmissionControl admission = new AdmissionControl(settings.limits());
    return vertx
        .deployVerticle(
            () -> new ListenerLoop(listener, settings, admission, observer, handlers),
            new DeploymentOptions().setInstances(settings.loops()))
        .map(
            id -> {
              listener.deployment = id;
              return listener;
            });
  }

  /** The port that clients reach. */
  public int port() {
    return port;
  }

  /** The port that they reach with TLS, or 0. */
  public int securePort() {
    return securePort;
  }

  /** The event loops, for streams that have to live on one of them. */
  public List<Context> loops() {
    return List.copyOf(loops);
  }

  /** How busy each of them is. */
  public List<LoopLoad> loads() {
    return List.copyOf(loads);
  }

  /** Takes no more connections; those that are open stay until {@link #close()}. */
  public void stopAccepting() {
    for (NetServer server : servers) {
      // Vert.x unbinds at once, and closes what is open when this time is over.
      server.shutdown(GRACE_HOURS, TimeUnit.HOURS);
    }
  }

  /** Stops to accept and closes what is open. */
  public Future<Void> close() {
    return vertx.undeploy(deployment);
  }

  void joined(Context loop, LoopLoad load, NetServer server) {
    loads.add(load);
    servers.add(server);
    port = server.actualPort();
    loops.add(loop);
  }

  void joinedSecurely(NetServer server) {
    servers.add(server);
    securePort = server.actualPort();
  }
}
