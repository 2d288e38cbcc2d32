package dev.weir.node;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessSource;
import dev.weir.access.HmacSecret;
import dev.weir.access.StreamKeyRecord;
import dev.weir.access.StreamKeySecret;
import dev.weir.access.StreamKeys;
import dev.weir.access.WebhookRules;
import dev.weir.access.policy.AccessGround;
import dev.weir.access.policy.LiveAccess;
import dev.weir.access.policy.RecordedAccess;
import dev.weir.metrics.NodeMetrics;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The policies of a node, whose rules are read before the node has a cluster. */
final class NodeAccess {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAccess.class);

  private final ClusterKeys clusterKeys = new ClusterKeys();
  private final AccessPolicy policy;

  /**
   * Reads the rules. Blocks.
   *
   * @param source of the rules; empty for none, which lets everybody do everything
   * @throws RuntimeException whose message says what is wrong with the rules
   */
  NodeAccess(Optional<AccessSource> source, NodeMetrics metrics) {
    AccessGround ground =
        new AccessGround(
            clusterKeys,
            NodeAccess::noWebhook,
            new HmacSecret(StreamKeySecret.random(new SecureRandom())),
            System::currentTimeMillis);
    AccessPolicy rules =
        source
            .<AccessPolicy>map(file -> LiveAccess.open(file, ground, metrics))
            .orElse(AccessPolicy.OPEN);
    policy = new RecordedAccess(rules, metrics);
    if (source.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("setting", "access.file")
          .log("access-open, everybody may publish and play: the setting names no file");
    }
  }

  AccessPolicy policy() {
    return policy;
  }

  /** The stream keys of the cluster, once there is one. */
  void keys(StreamKeys keys) {
    clusterKeys.keys = keys;
  }

  void close() {
    policy.close();
  }

  private static AccessPolicy noWebhook(WebhookRules rules) {
    return request ->
        CompletableFuture.completedStage(
            AccessDecision.refused(
                AccessRefusal.UNAVAILABLE, "Access cannot be checked: there are no webhooks."));
  }

  private static final class ClusterKeys implements StreamKeys {
    private volatile StreamKeys keys = NONE;

    @Override
    public Optional<StreamKeyRecord> byHash(String sha256Hex) {
      return keys.byHash(sha256Hex);
    }

    @Override
    public Optional<StreamKeyRecord> byId(String id) {
      return keys.byId(id);
    }
  }
}
