package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.util.Set;

/**
 * The profile "restricted" of Kubernetes' pod security standards, and a file system that nobody
 * writes to.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">standards</a>
 */
final class RestrictedPods {
  private static final Set<String> VOLUMES =
      Set.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "persistentVolumeClaim",
          "projected",
          "secret");
  private static final Set<String> SECCOMP = Set.of("RuntimeDefault", "Localhost");
  private static final int FIRST_FREE_PORT = 1024;

  private RestrictedPods() {}

  static void look(Manifests manifests, Complaints complaints) {
    for (JsonNode namespace : manifests.kind("Namespace")) {
      complaints.unless(
          namespace
              .at("/metadata/labels/pod-security.kubernetes.io~1enforce")
              .asText()
              .equals("restricted"),
          "the namespace does not enforce the restricted profile");
    }
    for (Workload workload : manifests.workloads()) {
      pod(workload, complaints);
      workload.containers().forEach(container -> container(workload, container, complaints));
    }
  }

  private static void pod(Workload workload, Complaints complaints) {
    JsonNode pod = workload.pod();
    String title = workload.title();
    for (String host : Set.of("hostNetwork", "hostPID", "hostIPC")) {
      complaints.unless(!pod.path(host).asBoolean(), "%s: %s", title, host);
    }
    for (JsonNode volume : pod.path("volumes")) {
      volume
          .fieldNames()
          .forEachRemaining(
              type ->
                  complaints.unless(
                      type.equals("name") || VOLUMES.contains(type),
                      "%s: a volume of type %s",
                      title,
                      type));
    }
    JsonNode security = pod.path("securityContext");
    complaints.unless(security.path("sysctls").isEmpty(), "%s: sysctls", title);
    complaints.unless(
        SECCOMP.contains(security.at("/seccompProfile/type").asText()), "%s: seccomp", title);
    complaints.unless(
        security.path("runAsNonRoot").asBoolean() && security.path("runAsUser").asInt() > 0,
        "%s: runs as root",
        title);
  }

  private static void container(Workload workload, JsonNode container, Complaints complaints) {
    JsonNode security = container.path("securityContext");
    String title = workload.title() + " " + container.path("name").asText();
    complaints.unless(
        security.has("allowPrivilegeEscalation")
            && !security.path("allowPrivilegeEscalation").asBoolean(),
        "%s: may gain privileges",
        title);
    complaints.unless(!security.path("privileged").asBoolean(), "%s: privileged", title);
    complaints.unless(
        security.path("runAsNonRoot").asBoolean(true) && security.path("runAsUser").asInt(1) > 0,
        "%s: runs as root after all",
        title);
    complaints.unless(
        security.at("/capabilities/drop").toString().contains("\"ALL\"")
            && security.at("/capabilities/add").isEmpty(),
        "%s: has capabilities",
        title);
    complaints.unless(
        !security.has("seccompProfile") && !security.has("procMount"),
        "%s: has a profile of its own",
        title);
    complaints.unless(
        security.path("readOnlyRootFilesystem").asBoolean(), "%s: writes to its image", title);
    for (JsonNode port : container.path("ports")) {
      complaints.unless(
          !port.has("hostPort") && port.path("containerPort").asInt() >= FIRST_FREE_PORT,
          "%s: port %s is the host's or below 1024",
          title,
          port.path("name").asText());
    }
  }
}
