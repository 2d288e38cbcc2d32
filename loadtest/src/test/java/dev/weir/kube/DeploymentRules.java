package dev.weir.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How the controllers of Deployments and ReplicaSets come from what is to what is wanted. Nothing
 * but arithmetic; pods that are deleted already are none of theirs.
 *
 * @param surge pods above what is wanted while versions change
 * @param unavailable pods below it
 */
record DeploymentRules(int surge, int unavailable, long minReadyNanos) {
  private static final String PERCENT = "%";
  private static final double HUNDRED = 100;

  static DeploymentRules of(JsonNode deployment, int replicas) {
    JsonNode update = deployment.at("/spec/strategy/rollingUpdate");
    return new DeploymentRules(
        (int) Math.ceil(part(update.path("maxSurge"), replicas)),
        (int) Math.floor(part(update.path("maxUnavailable"), replicas)),
        TimeUnit.SECONDS.toNanos(deployment.at("/spec/minReadySeconds").asInt(0)));
  }

  private static double part(JsonNode figure, int replicas) {
    String text = figure.asText("25%");
    return text.endsWith(PERCENT)
        ? replicas * Double.parseDouble(text.replace(PERCENT, "")) / HUNDRED
        : Double.parseDouble(text);
  }

  <P extends PodStatus> Steps<P> next(int replicas, String revision, List<P> pods, long nowNanos) {
    List<P> active = pods.stream().filter(pod -> !pod.isDeleted()).toList();
    List<P> young = active.stream().filter(pod -> pod.revision().equals(revision)).toList();
    List<P> old = active.stream().filter(pod -> !pod.revision().equals(revision)).toList();
    if (young.size() > replicas) {
      return new Steps<>(0, victims(young, young.size() - replicas));
    }
    int room = old.isEmpty() ? replicas - young.size() : replicas + surge - active.size();
    int create = Math.max(0, Math.min(replicas - young.size(), room));
    return create > 0
        ? new Steps<>(create, List.of())
        : new Steps<>(0, outdated(replicas, active, young, old, nowNanos));
  }

  /** Old ones that can be spared: those that serve nobody first. */
  private <P extends PodStatus> List<P> outdated(
      int replicas, List<P> active, List<P> young, List<P> old, long nowNanos) {
    int atLeast = replicas - unavailable;
    int youngAway = young.size() - available(young, nowNanos);
    int spare = active.size() - atLeast - youngAway;
    if (old.isEmpty() || spare <= 0) {
      return List.of();
    }
    List<P> delete = new ArrayList<>();
    for (P pod : old) {
      if (!pod.isAvailable(minReadyNanos, nowNanos) && delete.size() < spare) {
        delete.add(pod);
      }
    }
    List<P> rest = old.stream().filter(pod -> !delete.contains(pod)).toList();
    int more = Math.min(rest.size(), available(active, nowNanos) - atLeast);
    delete.addAll(victims(rest, Math.max(0, more)));
    return List.copyOf(delete);
  }

  private int available(List<? extends PodStatus> pods, long nowNanos) {
    return (int) pods.stream().filter(pod -> pod.isAvailable(minReadyNanos, nowNanos)).count();
  }

  /**
   * Who goes first: who is not ready, is ready for the shortest time, was started again most often,
   * is youngest. Costs of deletion are no part of it, since no manifest sets them.
   */
  static <P extends PodStatus> List<P> victims(List<P> pods, int count) {
    return pods.stream()
        .sorted(
            Comparator.<P, Boolean>comparing(PodStatus::isReady)
                .thenComparing(Comparator.<P>comparingLong(PodStatus::readySinceNanos).reversed())
                .thenComparing(Comparator.<P>comparingInt(PodStatus::restarts).reversed())
                .thenComparing(Comparator.<P>comparingLong(PodStatus::createdNanos).reversed()))
        .limit(count)
        .toList();
  }
}
