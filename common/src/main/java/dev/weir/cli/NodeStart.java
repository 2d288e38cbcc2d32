package dev.weir.cli;

import dev.weir.access.AccessSource;
import dev.weir.access.NodeSecret;
import dev.weir.access.gate.GateLimits;
import dev.weir.cluster.ClusterSettings;
import dev.weir.cluster.ClusterStartException;
import dev.weir.cluster.NodeRole;
import dev.weir.config.AccessFile;
import dev.weir.config.ClusterSection;
import dev.weir.config.NodeConfig;
import dev.weir.config.OverloadSection;
import dev.weir.config.ReconnectTo;
import dev.weir.config.SecretFile;
import dev.weir.egress.OverloadSettings;
import dev.weir.http.HttpSettings;
import dev.weir.http.HttpStartException;
import dev.weir.node.DrainSettings;
import dev.weir.node.IngestSettings;
import dev.weir.node.Node;
import dev.weir.node.NodeSettings;
import dev.weir.node.NodeTls;
import dev.weir.node.RoleServices;
import dev.weir.rtmp.RtmpLimits;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.stream.PlayerLimits;
import dev.weir.stream.StreamSettings;
import dev.weir.tls.TlsException;
import dev.weir.transport.ConnectionLimits;
import dev.weir.transport.ListenException;
import dev.weir.transport.ListenerSettings;
import dev.weir.transport.PeerPatience;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.X509KeyManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a node of a role from the settings: hands each part its own record, and no part the whole.
 */
public final class NodeStart {
  private static final Logger LOG = LoggerFactory.getLogger(NodeStart.class);

  private NodeStart() {}

  /**
   * Starts.
   *
   * @param config the settings, with the node's name filled in
   * @return fails with {@link StartupException} when the operator can mend it
   */
  public static CompletionStage<RunningNode> start(
      NodeRole role, NodeConfig config, RoleServices.Factory services) {
    NodeSettings settings;
    try {
      settings = settings(role, config);
    } catch (IllegalArgumentException | TlsException e) {
      throw new StartupException(e.getMessage());
    }
    return Node.start(settings, services)
        .toCompletionStage()
        .handle(
            (node, failure) -> {
              if (failure != null) {
                throw expected(failure);
              }
              return running(node);
            });
  }

  private static RunningNode running(Node node) {
    return new RunningNode() {
      @Override
      public CompletionStage<Void> drain() {
        return node.drain().toCompletionStage();
      }

      @Override
      public CompletionStage<Void> drained() {
        return node.drained().toCompletionStage();
      }

      @Override
      public CompletionStage<Void> close() {
        return node.close().toCompletionStage();
      }
    };
  }

  private static RuntimeException expected(Throwable failure) {
    boolean mendable =
        failure instanceof ClusterStartException
            || failure instanceof ListenException
            || failure instanceof HttpStartException;
    return mendable ? new StartupException(failure.getMessage()) : new CompletionException(failure);
  }

  private static NodeSettings settings(NodeRole role, NodeConfig config) {
    NodeTls tls = TlsFiles.open(role, config);
    Optional<X509KeyManager> keys = TlsFiles.https(config, tls);
    SessionSettings session =
        new SessionSettings(
            limits(config), SessionSettings.DEFAULT.chunkSize(), SessionSettings.DEFAULT.window());
    return new NodeSettings(
        WeirVersion.text(),
        cluster(role, config),
        listener(config, session, tls),
        http(config.http(), keys),
        secret(config.cluster()),
        ApiTokens.settings(config, keys),
        new StreamSettings(
            config.stream().gopCacheBytes(),
            config.stream().gopCacheFrames(),
            (int) config.stream().gopCacheTime().toMillis(),
            (int) config.stream().audioWait().toMillis(),
            StreamSettings.HANDOVER_MILLIS,
            session.chunkSize()),
        PlayerLimits.of(
            config.play().queueBytes(),
            (int) config.play().queueTime().toMillis(),
            (int) config.play().stallTimeout().toMillis()),
        config.play().totalQueueBytes(),
        config.play().hold(),
        config.play().recover(),
        config.edge().linger(),
        new IngestSettings(
            config.publish().resumeWindow(),
            config.publish().claimWait(),
            config.limits().ingestRate()),
        new GateLimits(
            config.limits().failuresPerAddress(),
            config.limits().failureBan(),
            config.limits().publishersPerKey(),
            config.limits().viewersPerStream(),
            config.limits().viewersPerKey()),
        overload(config.overload()),
        new DrainSettings(
            config.drain().deadline(),
            config.drain().notice(),
            config.drain().spread(),
            config.drain().reconnectTo() == ReconnectTo.SAME),
        AccessFile.of(config, System.getenv()).map(AccessSource.class::cast),
        tls);
  }

  /** The HTTP port; with HTTPS when there are keys for it. */
  private static Optional<HttpSettings> http(NodeConfig.Http http, Optional<X509KeyManager> keys) {
    return http.port().isPresent()
        ? Optional.of(HttpSettings.at(http.host(), http.port().getAsInt()).with(keys))
        : Optional.empty();
  }

  private static OverloadSettings overload(OverloadSection overload) {
    return new OverloadSettings(
        overload.viewers(), overload.egress(), overload.loops(), overload.unready());
  }

  private static Optional<NodeSecret> secret(ClusterSection cluster) {
    List<String> secrets =
        SecretFile.read("cluster.secret", cluster.secret(), cluster.secretFile());
    if (secrets.isEmpty()) {
      LOG.warn("cluster-secret-missing: cluster.secret is not set; nodes trust this machine only");
      return Optional.empty();
    }
    return Optional.of(new NodeSecret(secrets));
  }

  private static RtmpLimits limits(NodeConfig config) {
    return RtmpLimits.DEFAULT
        .withCommandsPerSecond(config.limits().commandsPerSecond())
        .withMediaTimeouts(
            (int) config.publish().firstMediaTimeout().toMillis(),
            (int) config.publish().idleTimeout().toMillis());
  }

  private static ClusterSettings cluster(NodeRole role, NodeConfig config) {
    ClusterSection cluster = config.cluster();
    return new ClusterSettings(
        role,
        config.node().id(),
        cluster.name(),
        AdvertisedHost.of(config.node().advertiseHost(), cluster.discovery(), cluster.members()),
        cluster.port(),
        cluster.busPort(),
        cluster.members(),
        cluster.discovery(),
        cluster.joinTimeout(),
        file(config.access().keysFile()));
  }

  private static Optional<Path> file(String path) {
    return path.isEmpty() ? Optional.empty() : Optional.of(Path.of(path));
  }

  private static ListenerSettings listener(
      NodeConfig config, SessionSettings session, NodeTls tls) {
    int loops = config.node().eventLoops();
    return new ListenerSettings(
        config.rtmp().host(),
        config.rtmp().port(),
        config.rtmp().backlog(),
        loops == 0 ? Runtime.getRuntime().availableProcessors() : loops,
        new ConnectionLimits(
            config.rtmp().maxConnections(),
            config.rtmp().maxConnectionsPerAddress(),
            config.limits().pendingConnections(),
            config.limits().pendingPerAddress(),
            config.limits().connectsPerAddress()),
        config.rtmp().proxyFrom(),
        (int) config.stream().mergeMin().toMillis(),
        (int) config.stream().mergeMax().toMillis(),
        patience(config),
        session,
        TlsFiles.port(config, tls));
  }

  private static PeerPatience patience(NodeConfig config) {
    Duration user = config.rtmp().userTimeout();
    Duration least = config.play().stallTimeout().multipliedBy(2);
    return new PeerPatience(
        // To the kernel a window that stays shut is the same as silence, and a slow player's stays
        // shut until it has room for a whole segment. Players that stall are closed for that.
        (int) (user.compareTo(least) < 0 ? least : user).toMillis(),
        (int) config.rtmp().pingAfter().toMillis(),
        (int) config.rtmp().pingTimeout().toMillis());
  }
}
