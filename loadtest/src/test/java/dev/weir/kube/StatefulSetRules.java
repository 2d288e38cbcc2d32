package dev.weir.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * How the controller of a StatefulSet with {@code OrderedReady} and {@code RollingUpdate} comes
 * from what is to what is wanted: one pod at a time, and none before all others are there.
 */
record StatefulSetRules(long minReadyNanos) {
  static StatefulSetRules of(JsonNode set) {
    if (!set.at("/spec/podManagementPolicy").asText("OrderedReady").equals("OrderedReady")
        || !set.at("/spec/updateStrategy/type").asText("RollingUpdate").equals("RollingUpdate")) {
      throw new IllegalArgumentException("only OrderedReady and RollingUpdate are understood");
    }
    return new StatefulSetRules(TimeUnit.SECONDS.toNanos(set.at("/spec/minReadySeconds").asInt(0)));
  }

  /** The number at the end of a pod's name. */
  static int ordinal(PodStatus pod) {
    return Integer.parseInt(pod.name().substring(pod.name().lastIndexOf('-') + 1));
  }

  <P extends PodStatus> Steps<P> next(int replicas, String revision, List<P> pods, long nowNanos) {
    // One that is about to end still has its name, which the next one needs.
    List<P> here = pods.stream().filter(pod -> !pod.isGone()).toList();
    for (int number = 0; number < replicas; number++) {
      int wanted = number;
      Optional<P> pod = here.stream().filter(p -> ordinal(p) == wanted).findFirst();
      if (pod.isEmpty()) {
        return new Steps<>(number + 1, List.of());
      }
      if (pod.get().isDeleted() || !pod.get().isAvailable(minReadyNanos, nowNanos)) {
        return outdatedAndUnready(pod.get(), revision);
      }
    }
    List<P> fromLast =
        here.stream()
            .sorted(Comparator.comparingInt(StatefulSetRules::ordinal).reversed())
            .toList();
    for (P pod : fromLast) {
      if (pod.isDeleted()) {
        return Steps.none();
      }
      if (ordinal(pod) >= replicas || !pod.revision().equals(revision)) {
        return new Steps<>(0, List.of(pod));
      }
    }
    return Steps.none();
  }

  /** Waits for it, unless it is of an old version that never becomes ready. */
  private static <P extends PodStatus> Steps<P> outdatedAndUnready(P pod, String revision) {
    boolean hopeless = !pod.isDeleted() && !pod.isReady() && !pod.revision().equals(revision);
    return hopeless ? new Steps<>(0, List.of(pod)) : Steps.none();
  }
}
