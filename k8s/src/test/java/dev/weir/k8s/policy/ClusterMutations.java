package dev.weir.k8s.policy;

import static dev.weir.k8s.policy.Change.add;
import static dev.weir.k8s.policy.Change.delete;
import static dev.weir.k8s.policy.Change.remove;
import static dev.weir.k8s.policy.Change.replace;
import static dev.weir.k8s.policy.Change.set;
import static dev.weir.k8s.policy.Policy.FILES;
import static dev.weir.k8s.policy.Policy.NETWORK;
import static dev.weir.k8s.policy.Policy.SCALING;
import static dev.weir.k8s.policy.Policy.SECRETS;
import static dev.weir.k8s.policy.Policy.SELECTORS;
import static dev.weir.k8s.policy.Policy.SETTINGS;
import static dev.weir.k8s.policy.Policy.VERSIONS;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Mistakes in what objects say of each other, and in settings. */
final class ClusterMutations {
  private static final String EDGE = "Deployment/weir-edge";
  private static final String ORIGIN = "StatefulSet/weir-origin";
  private static final String POD = "/spec/template/spec";
  private static final String CONTAINER = POD + "/containers/0";
  private static final String ENV = CONTAINER + "/env/";
  private static final String MOUNTS = CONTAINER + "/volumeMounts/";
  private static final String VOLUMES = POD + "/volumes/";
  private static final String COMPONENT = "app.kubernetes.io~1component";
  private static final String SETTINGS_FILE = "/data/settings.yaml";

  private ClusterMutations() {}

  static Stream<Mutation> all() {
    return Stream.of(versions(), selectors(), network(), scaling(), settings(), files(), secrets())
        .flatMap(List::stream);
  }

  private static List<Mutation> versions() {
    return List.of(
        Mutation.of(
            VERSIONS,
            "a version of 2020",
            set("HorizontalPodAutoscaler/weir-edge", "/apiVersion", "autoscaling/v2beta2")),
        Mutation.of(
            VERSIONS,
            "a budget that went in 1.25",
            set("PodDisruptionBudget/weir-edge", "/apiVersion", "policy/v1beta1")),
        Mutation.of(VERSIONS, "a kind of nobody's", set(EDGE, "/kind", "DaemonSets")));
  }

  private static List<Mutation> selectors() {
    return List.of(
        Mutation.of(
            SELECTORS,
            "Service of nobody",
            set("Service/weir-edge", "/spec/selector/" + COMPONENT, "edges")),
        Mutation.of(SELECTORS, "Service of all", remove("Service/weir-origin", "/spec/selector")),
        Mutation.of(
            SELECTORS,
            "port of nobody",
            set("Service/weir-edge", "/spec/ports/0/targetPort", "rtmps")),
        Mutation.of(
            SELECTORS,
            "budget of nobody",
            set("PodDisruptionBudget/weir-edge", "/spec/selector/matchLabels/" + COMPONENT, "x")),
        Mutation.of(
            SELECTORS,
            "budget of all",
            remove("PodDisruptionBudget/weir-edge", "/spec/selector/matchLabels/" + COMPONENT)),
        Mutation.of(
            SELECTORS, "others' pods", remove(EDGE, "/spec/selector/matchLabels/" + COMPONENT)),
        Mutation.of(
            SELECTORS,
            "pods without a label",
            remove(EDGE, "/spec/template/metadata/labels/" + COMPONENT)),
        Mutation.of(SELECTORS, "no such Service", set(ORIGIN, "/spec/serviceName", "weir-origins")),
        Mutation.of(
            SELECTORS,
            "spread of others",
            set(
                EDGE,
                POD + "/topologySpreadConstraints/0/labelSelector/matchLabels/" + COMPONENT,
                "origin")),
        Mutation.of(
            SELECTORS,
            "policy for nobody",
            set(
                "NetworkPolicy/weir-edge-pulls",
                "/spec/podSelector/matchLabels/" + COMPONENT,
                "x")),
        Mutation.of(
            SELECTORS,
            "nothing to monitor",
            set("ServiceMonitor/weir", "/spec/selector/matchLabels/" + COMPONENT, "metric")),
        Mutation.of(
            SELECTORS,
            "wrong port to monitor",
            set("ServiceMonitor/weir", "/spec/endpoints/0/port", "web")),
        Mutation.of(
            SELECTORS,
            "edges only are monitored",
            set("Service/weir-metrics", "/spec/selector/" + COMPONENT, "edge")));
  }

  private static List<Mutation> network() {
    String nodes = "NetworkPolicy/weir-nodes";
    return List.of(
        Mutation.of(NETWORK, "open by default", delete("NetworkPolicy/weir-default-deny")),
        Mutation.of(NETWORK, "anybody in the cluster", remove(nodes, "/spec/ingress/1/from")),
        Mutation.of(NETWORK, "no RTMP", set(nodes, "/spec/ingress/0/ports/0/port", 1936)),
        Mutation.of(NETWORK, "all ports", remove(nodes, "/spec/ingress/0/ports")),
        Mutation.of(NETWORK, "no DNS", remove(nodes, "/spec/egress/0")),
        Mutation.of(NETWORK, "no DNS over UDP", remove(nodes, "/spec/egress/0/ports/0")),
        Mutation.of(NETWORK, "no event bus", remove(nodes, "/spec/egress/1/ports/1")),
        Mutation.of(NETWORK, "no pulls", delete("NetworkPolicy/weir-edge-pulls")),
        Mutation.of(NETWORK, "no metrics", delete("NetworkPolicy/weir-metrics")),
        Mutation.of(
            NETWORK,
            "the world in the cluster",
            set(nodes, "/spec/ingress/1/from/0", Map.of("ipBlock", Map.of("cidr", "0.0.0.0/0")))));
  }

  private static List<Mutation> scaling() {
    String hpa = "HorizontalPodAutoscaler/weir-edge";
    String behaviour = "/spec/behavior/scaleDown";
    Mutation keda =
        new Mutation(
            SCALING,
            "KEDA scales nobody",
            "overlays/prod-keda",
            set("ScaledObject/weir-edge", "/spec/scaleTargetRef/name", "weir-edges"));
    Mutation late =
        new Mutation(
            SCALING,
            "KEDA comes late",
            "overlays/prod-keda",
            set("ScaledObject/weir-edge", "/spec/triggers/0/metadata/threshold", "0.9"));
    return List.of(
        keda,
        late,
        Mutation.of(SCALING, "nobody", set(hpa, "/spec/scaleTargetRef/name", "edge")),
        Mutation.of(SCALING, "another kind", set(hpa, "/spec/scaleTargetRef/kind", "StatefulSet")),
        Mutation.of(SCALING, "to nothing", set(hpa, "/spec/minReplicas", 0)),
        Mutation.of(SCALING, "from more to less", set(hpa, "/spec/maxReplicas", 2)),
        Mutation.of(
            SCALING, "too patient", set(hpa, behaviour + "/stabilizationWindowSeconds", 7200)),
        Mutation.of(
            SCALING,
            "no room for a zone that goes",
            set(hpa, "/spec/metrics/1/pods/target/averageValue", "800m")),
        Mutation.of(
            SCALING,
            "a share of no limit",
            replace("ConfigMap/weir-edge", SETTINGS_FILE, "egress: 9Gbit", "egress: 0")),
        Mutation.of(
            SCALING,
            "turned away without a word",
            replace("ConfigMap/weir-edge", SETTINGS_FILE, "viewers: 18000", "viewers: 20000")),
        Mutation.of(SCALING, "half goes", set(hpa, behaviour + "/policies/0/value", 10)),
        Mutation.of(SCALING, "number said twice", set(EDGE, "/spec/replicas", 3)),
        Mutation.of(SCALING, "number said by nobody", delete(hpa)),
        Mutation.of(SCALING, "no budget", delete("PodDisruptionBudget/weir-origin")),
        Mutation.of(
            SCALING,
            "machines that cannot be emptied",
            set("PodDisruptionBudget/weir-edge", "/spec/maxUnavailable", 0)));
  }

  private static List<Mutation> settings() {
    String edge = "ConfigMap/weir-edge";
    return List.of(
        Mutation.of(
            SETTINGS, "unknown variable", set(EDGE, ENV + "[WEIR_NODE_ID]/name", "WEIR_NODE_NAME")),
        Mutation.of(
            SETTINGS, "unknown key", replace(edge, SETTINGS_FILE, "deadline:", "dead-line:")),
        Mutation.of(
            SETTINGS,
            "impossible value",
            replace(edge, SETTINGS_FILE, "spread: 1m", "spread: soon")),
        Mutation.of(SETTINGS, "other port", set(EDGE, CONTAINER + "/ports/0/containerPort", 1936)),
        Mutation.of(
            SETTINGS, "other bus", replace("ConfigMap/weir-origin", SETTINGS_FILE, "5702", "5703")),
        Mutation.of(
            SETTINGS,
            "other name",
            replace(edge, SETTINGS_FILE, "dns:weir-cluster", "dns:weir-origin")),
        Mutation.of(
            SETTINGS,
            "other namespace",
            replace(edge, SETTINGS_FILE, "dns:weir-cluster", "dns:weir-cluster.live.svc")),
        Mutation.of(
            SETTINGS,
            "starting origins are not found",
            remove("Service/weir-cluster", "/spec/publishNotReadyAddresses")),
        Mutation.of(
            SETTINGS,
            "open API",
            replace(edge, SETTINGS_FILE, "  port: 8081", "  port: 8081\n  host: 0.0.0.0")),
        Mutation.of(SETTINGS, "service links", remove(EDGE, POD + "/enableServiceLinks")),
        Mutation.of(
            SETTINGS, "reference to nothing", set(EDGE, ENV + "[WEIR_NODE_ID]/value", "$(POD)")),
        Mutation.of(SETTINGS, "no access", remove(EDGE, ENV + "[WEIR_ACCESS_FILE]")),
        Mutation.of(
            SETTINGS,
            "unknown key of access",
            replace("ConfigMap/weir-access", "/data/access.yaml", "publish:", "publishers:")));
  }

  private static List<Mutation> files() {
    return List.of(
        Mutation.of(
            FILES, "no settings", set(EDGE, CONTAINER + "/args/1", "/etc/weir/settings.yaml")),
        Mutation.of(
            FILES, "other settings", set(EDGE, VOLUMES + "[settings]/configMap/name", "weir-x")),
        Mutation.of(
            FILES,
            "secret elsewhere",
            set(EDGE, ENV + "[WEIR_CLUSTER_SECRET_FILE]/value", "/run/cluster-secret")),
        Mutation.of(
            FILES,
            "secret under another key",
            set(EDGE, VOLUMES + "[secrets]/secret/items/0/path", "x")),
        Mutation.of(
            FILES, "other Secret", set(EDGE, VOLUMES + "[secrets]/secret/secretName", "weirs")),
        Mutation.of(FILES, "a file of no use", set("ConfigMap/weir-edge", "/data/edge.yaml", "x")),
        Mutation.of(FILES, "a map of no use", add("ConfigMap", "weir-more", Map.of())),
        Mutation.of(FILES, "a part of a mount", set(EDGE, MOUNTS + "[access]/subPath", "x")),
        Mutation.of(FILES, "keys that are lost", remove(ORIGIN, "/spec/volumeClaimTemplates/0")),
        Mutation.of(FILES, "no such priority", set(EDGE, POD + "/priorityClassName", "weir")));
  }

  private static List<Mutation> secrets() {
    Map<String, ?> reference =
        Map.of(
            "name",
            "WEIR_API_READ_TOKEN",
            "valueFrom",
            Map.of("secretKeyRef", Map.of("name", "weir", "key", "api-token")));
    return List.of(
        Mutation.of(
            SECRETS, "secret variable", set(EDGE, ENV + "[WEIR_API_TOKEN_FILE]", reference)),
        Mutation.of(
            SECRETS,
            "secrets as variables",
            set(
                EDGE,
                CONTAINER + "/envFrom",
                List.of(Map.of("secretRef", Map.of("name", "weir"))))),
        Mutation.of(
            SECRETS,
            "secret setting",
            replace(
                "ConfigMap/weir-edge",
                SETTINGS_FILE,
                "  port: 8081",
                "  port: 8081\n  read-token: 0123456789abcdef")),
        Mutation.of(
            SECRETS, "everybody reads", set(EDGE, VOLUMES + "[secrets]/secret/defaultMode", 420)),
        Mutation.of(SECRETS, "group of nobody", remove(EDGE, POD + "/securityContext/fsGroup")),
        Mutation.of(SECRETS, "writable", remove(EDGE, MOUNTS + "[secrets]/readOnly")),
        Mutation.of(
            SECRETS,
            "published secret",
            add("Secret", "weir", Map.of("stringData", Map.of("api-token", "3f2a9c0b")))));
  }
}
