package dev.weir.faults;

import dev.weir.kube.KubeCluster;
import dev.weir.kube.Pod;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The pods of the rendered manifests, with publishers and players that come through Services. */
final class KubeStage implements AutoCloseable {
  static final String ORIGINS = "weir-origin";
  static final String EDGES = "weir-edge";

  /** Players of all streams together; fewer for a try on a machine that has no time. */
  static final int PLAYERS = Integer.getInteger("faults.players", 400);

  /** Hardly more than a timetable: what is tested is who is where. */
  static final ProbeStream.Shape SHAPE = new ProbeStream.Shape(25, 25, 400, false, false);

  private static final Path OVERLAY = Path.of("src", "test", "kustomize");
  private static final Duration SETTLE = Duration.ofMinutes(4);
  private static final int API_PORT = 8081;

  private final KubeCluster cluster;
  private final Probes probes = new Probes();
  private volatile Consumer<String> marks = event -> {};

  private KubeStage(Map<String, Integer> replicas) {
    this.cluster = KubeCluster.apply(OVERLAY, replicas, event -> marks.accept(event));
    try {
      cluster.awaitSettled(SETTLE, ORIGINS, EDGES);
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  /** Starts so many edges; where that cannot be, the test ends as not run. */
  static KubeStage edges(int edges) {
    KubeCluster.missing().ifPresent(why -> Assumptions.abort("NOT RUN: " + why));
    return new KubeStage(Map.of(EDGES, edges));
  }

  KubeCluster cluster() {
    return cluster;
  }

  Probes probes() {
    return probes;
  }

  /** From now on what happens to pods is written down there. */
  void tell(Run run) {
    marks = run::mark;
  }

  /** As clients come to a Service: to any ready pod. */
  Targets through(String service) {
    return attempt -> cluster.service(service).any();
  }

  /** Changes how many edges there are, and waits for it. */
  void scaleEdges(int edges) {
    cluster.scale(EDGES, edges);
    cluster.awaitSettled(SETTLE, EDGES);
  }

  /** Waits until all is as it should be. */
  void awaitSettled() {
    cluster.awaitSettled(SETTLE.multipliedBy(2), ORIGINS, EDGES);
  }

  /** Empties a pod that stays until it is deleted, over its API; the status line of the answer. */
  String drain(Pod pod) {
    String token = cluster.secret("weir", "api-token");
    return pod.ask("POST", API_PORT, "/api/v1/drain?stay=true", token)
        .lines()
        .findFirst()
        .orElse("");
  }

  /** Seconds of a setting of the edges, as in {@code deadline: 60s}; 0 when it is not there. */
  long edgeSeconds(String key) {
    Matcher found =
        Pattern.compile("\\b" + key + ": (\\d+)(s|m)\\b")
            .matcher(cluster.configMap(EDGES + "-", "settings.yaml"));
    return found.find()
        ? Long.parseLong(found.group(1)) * (found.group(2).equals("m") ? 60 : 1)
        : 0;
  }

  /** Players at a pod, by its own count. */
  int players(Pod pod) {
    return new NodeApi(pod.address(), pod.port("http"))
        .metrics().entrySet().stream()
            .filter(metric -> metric.getKey().startsWith("weir_connections{"))
            .filter(metric -> metric.getKey().contains("kind=\"player\""))
            .mapToInt(metric -> metric.getValue().intValue())
            .sum();
  }

  /** Publishes streams through the origins' Service. */
  List<ProbePublisher> publish(Run run, String prefix, int streams) {
    ProbePublisher.Plan plan = new ProbePublisher.Plan(through(ORIGINS));
    return Stream.generate(() -> new ProbeStream(prefix, SHAPE))
        .limit(streams)
        .map(stream -> probes.publishGranted(stream, plan))
        .peek(run::watch)
        .toList();
  }

  /** Restarts nobody wanted, and pods that did not end by themselves with 0. */
  void noteEnds(Run run, String... workloads) {
    List<Pod.End> ends =
        Arrays.stream(workloads).flatMap(name -> cluster.ends(name).stream()).toList();
    run.figure("bad exits", ends.stream().filter(e -> e.killed() || e.exitCode() != 0).count());
    run.figure("longest end s", ends.stream().mapToDouble(Pod.End::millis).max().orElse(0) / 1e3);
    run.figure("restarts", Arrays.stream(workloads).mapToInt(cluster::restarts).sum());
  }

  @Override
  public void close() {
    probes.close();
    cluster.close();
  }
}
