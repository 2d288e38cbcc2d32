package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.config.NodeConfig;
import dev.weir.config.ReconnectTo;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;

/**
 * Whoever goes has time for it: it takes newcomers until Services have forgotten it, the drain has
 * its deadline, and whatever goes wrong at the end is in the log before somebody kills it.
 */
final class GraceTimes {
  /** A node gives closing 25 s before it says that it hangs. */
  private static final int MARGIN_SECONDS = 30;

  /** From a probe that fails for good until every machine knows the endpoints. */
  private static final int TELLING_SECONDS = 3;

  /** The share of the deadline that a notice has at most; a node cuts a longer one. */
  private static final int NOTICE_SHARE = 4;

  /** Of a start, after the cluster was found. */
  private static final int START_SECONDS = 20;

  private GraceTimes() {}

  static void look(Manifests manifests, Complaints complaints) {
    for (Workload node : manifests.nodes()) {
      new NodeFiles(manifests, node).settings().ifPresent(config -> node(node, config, complaints));
    }
  }

  private static void node(Workload node, NodeConfig config, Complaints complaints) {
    long grace = node.pod().path("terminationGracePeriodSeconds").asLong();
    long preStop = node.container().at("/lifecycle/preStop/sleep/seconds").asLong();
    long deadline = config.drain().deadline().toSeconds();
    long notice = config.drain().notice().toSeconds();
    JsonNode ready = node.container().path("readinessProbe");
    long unready =
        ready.path("periodSeconds").asLong(10) * ready.path("failureThreshold").asLong(3);
    complaints.unless(
        notice >= unready + TELLING_SECONDS && notice * NOTICE_SHARE <= deadline,
        "%s: takes newcomers for %s s of %s, and they come for %s + %s",
        node.title(),
        notice,
        deadline,
        unready,
        TELLING_SECONDS);
    complaints.unless(
        grace >= preStop + deadline + MARGIN_SECONDS,
        "%s: is killed after %s s and needs %s + %s + %s",
        node.title(),
        grace,
        preStop,
        deadline,
        MARGIN_SECONDS);
    complaints.unless(
        deadline > 0 && notice + config.drain().spread().toSeconds() * 2 <= deadline,
        "%s: serves nobody between asking and closing",
        node.title());
    complaints.unless(
        config.drain().reconnectTo() == ReconnectTo.SAME,
        "%s: sends clients to addresses of pods",
        node.title());
    JsonNode startup = node.container().path("startupProbe");
    complaints.unless(
        startup.path("periodSeconds").asLong() * startup.path("failureThreshold").asLong()
            >= config.cluster().joinTimeout().toSeconds() + START_SECONDS,
        "%s: is killed while it looks for the cluster",
        node.title());
  }
}
