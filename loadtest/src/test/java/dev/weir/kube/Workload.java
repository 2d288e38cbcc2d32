package dev.weir.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** A StatefulSet or Deployment, and its pods. */
final class Workload {
  private static final int SUFFIX = 5;
  private static final int LETTERS = 36;

  private final JsonNode object;
  private final String name;
  private final PodTemplate template;
  private final boolean stateful;
  private final List<Pod> pods = new CopyOnWriteArrayList<>();
  private final List<Pod> ended = new CopyOnWriteArrayList<>();
  private volatile int replicas;
  private final AtomicInteger restarts = new AtomicInteger();

  Workload(JsonNode object, int replicas) {
    this.object = object;
    this.name = Rendered.name(object);
    this.template = PodTemplate.of(object);
    this.stateful = object.path("kind").asText().equals("StatefulSet");
    this.replicas = replicas;
  }

  String name() {
    return name;
  }

  PodTemplate template() {
    return template;
  }

  /** Name of the Service under which its pods have names of their own, or nothing. */
  String serviceName() {
    return object.at("/spec/serviceName").asText();
  }

  void scale(int wanted) {
    replicas = wanted;
  }

  /** All pods anew, one after another, although nothing has changed. */
  void restart() {
    restarts.incrementAndGet();
  }

  String revision() {
    return "%08x".formatted(object.at("/spec/template").hashCode() * 31 + restarts.get());
  }

  /** Those that are not gone. */
  List<Pod> pods() {
    return List.copyOf(pods);
  }

  /** All that there ever were. */
  List<Pod> everyPod() {
    List<Pod> all = new ArrayList<>(ended);
    all.addAll(pods);
    return all;
  }

  /** Forgets pods that are gone. */
  void sweep() {
    for (Pod pod : pods) {
      if (pod.isGone()) {
        ended.add(pod);
        pods.remove(pod);
      }
    }
  }

  void add(Pod pod) {
    pods.add(pod);
  }

  /** Names for the pods that the steps ask for. */
  List<String> names(Steps<Pod> steps) {
    List<String> names = new ArrayList<>();
    if (stateful && steps.create() > 0) {
      names.add(name + "-" + (steps.create() - 1));
    }
    for (int i = 0; !stateful && i < steps.create(); i++) {
      StringBuilder suffix = new StringBuilder();
      while (suffix.length() < SUFFIX) {
        suffix.append(Character.forDigit(ThreadLocalRandom.current().nextInt(LETTERS), LETTERS));
      }
      names.add(name + "-" + revision() + "-" + suffix);
    }
    return names;
  }

  Steps<Pod> next(long nowNanos) {
    return stateful
        ? StatefulSetRules.of(object).next(replicas, revision(), pods, nowNanos)
        : DeploymentRules.of(object, replicas).next(replicas, revision(), pods, nowNanos);
  }

  /** Nothing is left to be done, and nothing is about to end. */
  boolean isSettled(long nowNanos) {
    Steps<Pod> steps = next(nowNanos);
    long minReady =
        stateful
            ? StatefulSetRules.of(object).minReadyNanos()
            : DeploymentRules.of(object, replicas).minReadyNanos();
    return steps.create() == 0
        && steps.delete().isEmpty()
        && pods.size() == replicas
        && pods.stream()
            .allMatch(
                pod ->
                    !pod.isDeleted()
                        && pod.revision().equals(revision())
                        && pod.isAvailable(minReady, nowNanos));
  }
}
