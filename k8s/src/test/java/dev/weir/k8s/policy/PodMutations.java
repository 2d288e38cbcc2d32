package dev.weir.k8s.policy;

import static dev.weir.k8s.policy.Change.add;
import static dev.weir.k8s.policy.Change.remove;
import static dev.weir.k8s.policy.Change.replace;
import static dev.weir.k8s.policy.Change.set;
import static dev.weir.k8s.policy.Policy.ACCOUNTS;
import static dev.weir.k8s.policy.Policy.GRACE;
import static dev.weir.k8s.policy.Policy.MEMORY;
import static dev.weir.k8s.policy.Policy.PLACEMENT;
import static dev.weir.k8s.policy.Policy.PROBES;
import static dev.weir.k8s.policy.Policy.RESTRICTED;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Mistakes in what a pod is and how it comes and goes. */
final class PodMutations {
  private static final String EDGE = "Deployment/weir-edge";
  private static final String ORIGIN = "StatefulSet/weir-origin";
  private static final String POD = "/spec/template/spec";
  private static final String CONTAINER = POD + "/containers/0";
  private static final String VOLUMES = POD + "/volumes/";

  private PodMutations() {}

  static Stream<Mutation> all() {
    return Stream.of(restricted(), accounts(), grace(), probes(), placement(), memory())
        .flatMap(List::stream);
  }

  private static List<Mutation> restricted() {
    String security = CONTAINER + "/securityContext";
    return List.of(
        Mutation.of(RESTRICTED, "root", set(EDGE, POD + "/securityContext/runAsUser", 0)),
        Mutation.of(RESTRICTED, "maybe root", remove(EDGE, POD + "/securityContext/runAsNonRoot")),
        Mutation.of(
            RESTRICTED, "no seccomp", remove(ORIGIN, POD + "/securityContext/seccompProfile")),
        Mutation.of(RESTRICTED, "sudo", remove(EDGE, security + "/allowPrivilegeEscalation")),
        Mutation.of(
            RESTRICTED, "capabilities", set(EDGE, security + "/capabilities/drop/0", "KILL")),
        Mutation.of(
            RESTRICTED,
            "one more capability",
            set(EDGE, security + "/capabilities/add", List.of("NET_RAW"))),
        Mutation.of(RESTRICTED, "privileged", set(ORIGIN, security + "/privileged", true)),
        Mutation.of(RESTRICTED, "writable", set(EDGE, security + "/readOnlyRootFilesystem", false)),
        Mutation.of(RESTRICTED, "host's network", set(EDGE, POD + "/hostNetwork", true)),
        Mutation.of(RESTRICTED, "host's port", set(EDGE, CONTAINER + "/ports/0/hostPort", 1935)),
        Mutation.of(RESTRICTED, "low port", set(EDGE, CONTAINER + "/ports/0/containerPort", 443)),
        Mutation.of(
            RESTRICTED,
            "host's disk",
            set(EDGE, VOLUMES + "[tmp]", Map.of("name", "tmp", "hostPath", Map.of("path", "/")))),
        Mutation.of(
            RESTRICTED, "namespace for all", set("Namespace/weir", "/metadata/labels", Map.of())));
  }

  private static List<Mutation> accounts() {
    return List.of(
        Mutation.of(ACCOUNTS, "token", remove(EDGE, POD + "/automountServiceAccountToken")),
        Mutation.of(
            ACCOUNTS,
            "account with a token",
            remove("ServiceAccount/weir-edge", "/automountServiceAccountToken")),
        Mutation.of(ACCOUNTS, "no account", set(ORIGIN, POD + "/serviceAccountName", "weir")),
        Mutation.of(ACCOUNTS, "role", add("Role", "weir", Map.of())));
  }

  private static List<Mutation> grace() {
    String settings = "/data/settings.yaml";
    return List.of(
        Mutation.of(
            GRACE, "killed in its drain", set(EDGE, POD + "/terminationGracePeriodSeconds", 340)),
        Mutation.of(
            GRACE,
            "a longer drain",
            replace("ConfigMap/weir-edge", settings, "deadline: 5m", "deadline: 6m")),
        Mutation.of(
            GRACE,
            "a longer farewell",
            set(ORIGIN, CONTAINER + "/lifecycle/preStop/sleep/seconds", 40)),
        Mutation.of(
            GRACE,
            "no notice",
            replace("ConfigMap/weir-edge", settings, "notice: 25s", "notice: 0s")),
        Mutation.of(
            GRACE,
            "a notice that is cut",
            replace("ConfigMap/weir-origin", settings, "notice: 10s", "notice: 40s")),
        Mutation.of(
            GRACE,
            "ready for longer than the notice",
            set(EDGE, CONTAINER + "/readinessProbe/failureThreshold", 12)),
        Mutation.of(
            GRACE,
            "no drain",
            replace("ConfigMap/weir-origin", settings, "deadline: 2m", "deadline: 0s")),
        Mutation.of(
            GRACE,
            "all spread",
            replace("ConfigMap/weir-edge", settings, "spread: 1m", "spread: 5m")),
        Mutation.of(
            GRACE,
            "clients sent to pods",
            replace("ConfigMap/weir-edge", settings, "reconnect-to: same", "reconnect-to: node")),
        Mutation.of(
            GRACE,
            "killed as it joins",
            set(EDGE, CONTAINER + "/startupProbe/failureThreshold", 50)));
  }

  private static List<Mutation> probes() {
    return List.of(
        Mutation.of(
            PROBES,
            "killed for what others do",
            set(EDGE, CONTAINER + "/livenessProbe/httpGet/path", "/health/ready")),
        Mutation.of(
            PROBES, "killed at once", set(EDGE, CONTAINER + "/livenessProbe/failureThreshold", 1)),
        Mutation.of(PROBES, "ready whatever", remove(ORIGIN, CONTAINER + "/readinessProbe")),
        Mutation.of(
            PROBES, "ready for long", set(ORIGIN, CONTAINER + "/readinessProbe/periodSeconds", 10)),
        Mutation.of(
            PROBES,
            "port of nobody",
            set(ORIGIN, CONTAINER + "/startupProbe/httpGet/port", "web")));
  }

  private static List<Mutation> placement() {
    return List.of(
        Mutation.of(PLACEMENT, "any image", set(EDGE, CONTAINER + "/image", "weir-edge")),
        Mutation.of(PLACEMENT, "latest image", set(EDGE, CONTAINER + "/image", "weir-edge:latest")),
        Mutation.of(PLACEMENT, "cut CPU", set(EDGE, CONTAINER + "/resources/limits/cpu", "4")),
        Mutation.of(
            PLACEMENT, "lent memory", set(EDGE, CONTAINER + "/resources/requests/memory", "1Gi")),
        Mutation.of(PLACEMENT, "endless disk", remove(EDGE, VOLUMES + "[tmp]/emptyDir/sizeLimit")),
        Mutation.of(PLACEMENT, "one zone", remove(ORIGIN, POD + "/topologySpreadConstraints/0")),
        Mutation.of(PLACEMENT, "all at once", set(ORIGIN, "/spec/podManagementPolicy", "Parallel")),
        Mutation.of(
            PLACEMENT,
            "old ones first",
            set(EDGE, "/spec/strategy/rollingUpdate/maxUnavailable", 1)),
        Mutation.of(
            PLACEMENT, "some new ones", set(EDGE, "/spec/strategy/rollingUpdate/maxSurge", "25%")),
        Mutation.of(PLACEMENT, "edges first", set("PriorityClass/weir-edge", "/value", 2000000)),
        Mutation.of(
            PLACEMENT,
            "clients without an address",
            set("Service/weir-edge", "/spec/externalTrafficPolicy", "Cluster")));
  }

  private static List<Mutation> memory() {
    String options = CONTAINER + "/env/[JAVA_TOOL_OPTIONS]/value";
    return List.of(
        Mutation.of(MEMORY, "large heap", replace(EDGE, options, "Percentage=40", "Percentage=60")),
        Mutation.of(
            MEMORY, "endless buffers", replace(EDGE, options, "-XX:MaxDirectMemorySize=1536m", "")),
        Mutation.of(
            MEMORY, "queues without room", replace(EDGE, options, "Size=1536m", "Size=1024m")),
        Mutation.of(MEMORY, "undead", replace(EDGE, options, "-XX:+ExitOnOutOfMemoryError", "")),
        Mutation.of(
            MEMORY, "old addresses", replace(EDGE, options, "-Dsun.net.inetaddr.ttl=5", "")));
  }
}
