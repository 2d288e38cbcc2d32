package dev.weir.loadtest.load;

import dev.weir.loadtest.simulation.Disturbance;
import dev.weir.loadtest.simulation.Fault;
import dev.weir.loadtest.up.LocalCluster;
import dev.weir.loadtest.up.NodePlan;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Ends and starts the nodes of a cluster, one after the other. */
final class RollingRestart implements Disturbance {
  private static final long BETWEEN_SECONDS = 3;

  private final LocalCluster cluster;
  private final List<NodePlan> plans;

  RollingRestart(LocalCluster cluster, List<NodePlan> plans) {
    this.cluster = cluster;
    this.plans = plans;
  }

  @Override
  public CompletableFuture<Void> begin(Fault fault) {
    CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
    for (NodePlan plan : plans) {
      done = done.thenCompose(v -> restart(plan)).thenRunAsync(() -> {}, later());
    }
    return done;
  }

  private CompletableFuture<Void> restart(NodePlan plan) {
    return cluster
        .terminate(plan)
        .thenAccept(
            code -> {
              if (code != 0) {
                throw new IllegalStateException(
                    plan.id() + " ended with exit code " + code + " when it was told to");
              }
            })
        .thenCompose(v -> cluster.startAgain(plan));
  }

  private static Executor later() {
    return CompletableFuture.delayedExecutor(BETWEEN_SECONDS, TimeUnit.SECONDS);
  }
}
