package dev.weir.loadtest.load;

import dev.weir.loadtest.simulation.Disturbance;
import dev.weir.loadtest.simulation.Fault;
import dev.weir.loadtest.up.LocalCluster;
import dev.weir.loadtest.up.NodePlan;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Kills the origin that has the streams (SIGKILL), and starts it again at its old place. */
final class OriginKill implements Disturbance {
  private final LocalCluster cluster;
  private final List<NodePlan> plans;
  private volatile NodePlan killed;

  OriginKill(LocalCluster cluster, List<NodePlan> plans) {
    this.cluster = cluster;
    this.plans = plans;
  }

  @Override
  public CompletableFuture<Void> begin(Fault fault) {
    for (NodePlan plan : plans) {
      if (plan.isOrigin() && fault.server().equals(NodePlan.HOST + ":" + plan.rtmpPort())) {
        killed = plan;
        return cluster.kill(plan);
      }
    }
    return CompletableFuture.failedFuture(
        new IllegalStateException("kill " + fault.number() + ": no origin has a stream"));
  }

  @Override
  public CompletableFuture<Void> mend() {
    return cluster.startAgain(killed);
  }
}
