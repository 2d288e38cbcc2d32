package dev.weir.kube;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** An overlay that was applied: its workloads' pods, their names, and its Services. */
public final class KubeCluster implements AutoCloseable {
  private static final long TURN_MILLIS = 200;
  private static final int END_SECONDS = 20;

  private final Rendered objects;
  private final PodNetwork network;
  private final ClusterDns dns;
  private final Path directory;
  private final Volumes volumes;
  private final Pod.Node node;
  private final Map<String, Workload> workloads = new LinkedHashMap<>();
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Thread hook = new Thread(this::remove, "kube-remove");
  private final ScheduledExecutorService controller =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "kube-controller");
            thread.setDaemon(true);
            return thread;
          });
  private volatile RuntimeException failure;

  private KubeCluster(Rendered objects, Consumer<String> events) {
    this.objects = objects;
    try {
      this.directory = Files.createTempDirectory("weir-kube");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.volumes = new Volumes(directory, objects);
    this.network = PodNetwork.make();
    try {
      this.dns = ClusterDns.start(network, directory);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
    Runtime.getRuntime().addShutdownHook(hook);
    this.node = new Pod.Node(network, volumes, directory, events);
  }

  /** Why this cannot be had here; empty when it can. */
  public static Optional<String> missing() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return Optional.of("network namespaces need root, and this is not root");
    }
    for (String program : List.of("ip", "unshare", "setpriv", "dnsmasq", "bash")) {
      if (!Shell.has(program)) {
        return Optional.of("there is no " + program + " here");
      }
    }
    if (!Rendered.canRender()) {
      return Optional.of("there is no kubectl with kustomize 5 here");
    }
    return Optional.empty();
  }

  /**
   * Applies an overlay.
   *
   * @param overlay directory with a kustomization
   * @param replicas of workloads by their names, where other than rendered
   * @param events is told in words what happens to pods; from several threads
   */
  public static KubeCluster apply(
      Path overlay, Map<String, Integer> replicas, Consumer<String> events) {
    KubeCluster cluster = new KubeCluster(Rendered.overlay(overlay), events);
    try {
      cluster.begin(replicas);
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private void begin(Map<String, Integer> replicas) {
    for (String kind : List.of("StatefulSet", "Deployment")) {
      for (JsonNode object : objects.kind(kind)) {
        String name = Rendered.name(object);
        int rendered = object.at("/spec/replicas").asInt(1);
        workloads.put(name, new Workload(object, replicas.getOrDefault(name, rendered)));
      }
    }
    objects
        .kind("Service")
        .forEach(object -> services.put(Rendered.name(object), new Service(object)));
    controller.scheduleWithFixedDelay(this::turn, 0, TURN_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void turn() {
    try {
      long now = System.nanoTime();
      for (Workload workload : workloads.values()) {
        workload.sweep();
        Steps<Pod> steps = workload.next(now);
        steps.delete().forEach(Pod::delete);
        for (String name : workload.names(steps)) {
          Path image = Path.of("..", workload.template().container(), "target");
          Pod pod = new Pod(name, workload.revision(), workload.template(), image, node);
          workload.add(pod);
          dns.publish(names());
          pod.start(objects.namespace());
        }
      }
      dns.publish(names());
      services.values().forEach(service -> service.refresh(everyPod(), now));
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  /** What headless Services' names stand for, and the names of pods below them. */
  private Map<String, List<String>> names() {
    Map<String, List<String>> names = new LinkedHashMap<>();
    String domain = "." + objects.namespace() + ".svc." + ClusterDns.DOMAIN;
    for (Service service : services.values()) {
      if (service.isHeadless()) {
        List<Pod> pods = service.endpoints(everyPod());
        names.put(service.name() + domain, pods.stream().map(Pod::address).toList());
        workloads.values().stream()
            .filter(workload -> workload.serviceName().equals(service.name()))
            .flatMap(workload -> service.endpoints(workload.pods()).stream())
            .forEach(
                pod ->
                    names.put(pod.name() + "." + service.name() + domain, List.of(pod.address())));
      }
    }
    return names;
  }

  private List<Pod> everyPod() {
    return workloads.values().stream().flatMap(workload -> workload.pods().stream()).toList();
  }

  /** {@code kubectl scale}. */
  public void scale(String workload, int replicas) {
    workloads.get(workload).scale(replicas);
  }

  /** {@code kubectl rollout restart}. */
  public void restart(String workload) {
    workloads.get(workload).restart();
  }

  /** {@code kubectl rollout status}: until all is as it should be and nothing is about to end. */
  public void awaitSettled(Duration limit, String... names) {
    await()
        .atMost(limit)
        .pollInterval(Duration.ofMillis(TURN_MILLIS))
        .until(
            () -> {
              if (failure != null) {
                throw failure;
              }
              long now = System.nanoTime();
              return Stream.of(names).allMatch(name -> workloads.get(name).isSettled(now));
            });
  }

  /** A workload's pods that are not gone. */
  public List<Pod> pods(String workload) {
    return workloads.get(workload).pods();
  }

  /** How pods of a workload ended that were deleted. */
  public List<Pod.End> ends(String workload) {
    return workloads.get(workload).everyPod().stream()
        .map(Pod::end)
        .filter(Objects::nonNull)
        .toList();
  }

  /** Containers of a workload that ended before anybody wanted it. */
  public int restarts(String workload) {
    return workloads.get(workload).everyPod().stream().mapToInt(Pod::restarts).sum();
  }

  public Service service(String name) {
    return services.get(name);
  }

  /** A key of a Secret. */
  public String secret(String name, String key) {
    return new String(volumes.secret(name).get(key), StandardCharsets.UTF_8).strip();
  }

  /** A file of the ConfigMap whose name begins so; a hash may end it. */
  public String configMap(String prefix, String key) {
    return objects.kind("ConfigMap").stream()
        .filter(object -> Rendered.name(object).startsWith(prefix))
        .map(object -> object.path("data").path(key).asText())
        .findFirst()
        .orElseThrow();
  }

  /** Errors and lost buffers in the logs of all pods. */
  public List<String> alarms() {
    return workloads.values().stream()
        .flatMap(workload -> workload.everyPod().stream())
        .flatMap(pod -> pod.alarms().stream())
        .toList();
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM ends; the hook finds nothing to do.
    }
  }

  private synchronized void remove() {
    controller.shutdown();
    try {
      if (!controller.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        controller.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    everyPod().forEach(Pod::destroy);
    dns.close();
    network.close();
    try {
      delete();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Unless something hangs on it against all expectation, which must not be followed. */
  private void delete() throws IOException {
    String mounts = Files.readString(Path.of("/proc/self/mountinfo"));
    if (!Files.exists(directory) || mounts.contains(directory.toString())) {
      return;
    }
    List<Path> all;
    try (Stream<Path> tree = Files.walk(directory)) {
      all = new ArrayList<>(tree.sorted(Comparator.reverseOrder()).toList());
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
