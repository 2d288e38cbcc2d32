package dev.weir.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * What a Service is to its clients: each connection comes to any pod that is ready and not about to
 * end, as kube-proxy or a balancer has heard of it. Any thread.
 */
public final class Service {
  /** What it takes until everybody has heard of a pod that comes or goes. */
  private static final long NEWS_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Nobody listens there. */
  private static final String NOBODY = "127.0.0.1:1";

  private record View(long nanos, List<String> targets) {}

  private final Map<String, String> selector;
  private final String port;
  private final boolean headless;
  private final boolean unready;
  private final String name;
  private volatile List<View> views = List.of(new View(System.nanoTime(), List.of()));

  Service(JsonNode service) {
    this.name = Rendered.name(service);
    this.selector = PodTemplate.texts(service.at("/spec/selector"));
    this.port = service.at("/spec/ports/0/targetPort").asText();
    this.headless = service.at("/spec/clusterIP").asText().equals("None");
    this.unready = service.at("/spec/publishNotReadyAddresses").asBoolean();
  }

  String name() {
    return name;
  }

  /** Whether its name stands for the pods themselves. */
  boolean isHeadless() {
    return headless;
  }

  /** Those of the pods that it stands for. */
  List<Pod> endpoints(List<Pod> pods) {
    return pods.stream()
        .filter(pod -> pod.template().labels().entrySet().containsAll(selector.entrySet()))
        .filter(pod -> !pod.isGone() && (unready || (pod.isReady() && !pod.isDeleted())))
        .toList();
  }

  /** Told again and again how things are. */
  void refresh(List<Pod> pods, long nowNanos) {
    List<String> targets =
        endpoints(pods).stream()
            .map(pod -> pod.address() + ":" + pod.template().ports().get(port))
            .toList();
    List<View> all = views;
    if (!all.get(all.size() - 1).targets().equals(targets)) {
      List<View> more = new ArrayList<>(all);
      more.add(new View(nowNanos, targets));
      views = List.copyOf(more);
    }
  }

  /** {@code host:port} of all that a connection may come to now. */
  public List<String> targets() {
    long known = System.nanoTime() - NEWS_NANOS;
    List<String> targets = List.of();
    for (View view : views) {
      if (view.nanos() - known <= 0) {
        targets = view.targets();
      }
    }
    return targets;
  }

  /** Where the next connection comes to. */
  public String any() {
    List<String> targets = targets();
    return targets.isEmpty()
        ? NOBODY
        : targets.get(ThreadLocalRandom.current().nextInt(targets.size()));
  }
}
