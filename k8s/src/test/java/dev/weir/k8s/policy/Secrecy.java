package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.NodeConfig;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Secrets are files that one group reads, never variables: children and debuggers see those. And
 * none is in what is published here, but for those that say of themselves that they are none.
 */
final class Secrecy {
  private static final int OTHERS = 07;

  private Secrecy() {}

  static void look(Manifests manifests, Complaints complaints) {
    for (ObjectNode secret : manifests.kind("Secret")) {
      secret(secret, complaints);
    }
    for (Workload workload : manifests.workloads()) {
      for (JsonNode container : workload.containers()) {
        container(workload, container, complaints);
      }
      for (JsonNode volume : workload.pod().path("volumes")) {
        JsonNode secret = volume.path("secret");
        complaints.unless(
            secret.isMissingNode()
                || (secret.has("defaultMode")
                    && (secret.path("defaultMode").asInt() & OTHERS) == 0
                    && workload.pod().at("/securityContext/fsGroup").asInt() > 0),
            "%s: everybody in the pod reads %s",
            workload.title(),
            volume.path("name").asText());
      }
    }
    for (Workload node : manifests.nodes()) {
      new NodeFiles(manifests, node)
          .settings()
          .ifPresent(
              config ->
                  complaints.unless(
                      isFree(config), "%s: a secret among the settings", node.title()));
    }
  }

  private static boolean isFree(NodeConfig config) {
    return config.cluster().secret().isEmpty()
        && config.api().token().isEmpty()
        && config.api().operateToken().isEmpty()
        && config.api().readToken().isEmpty();
  }

  private static void secret(ObjectNode secret, Complaints complaints) {
    for (String field : List.of("data", "stringData")) {
      for (JsonNode value : secret.path(field)) {
        String text =
            field.equals("data")
                ? new String(Base64.getDecoder().decode(value.asText()), StandardCharsets.UTF_8)
                : value.asText();
        complaints.unless(
            text.startsWith("not-a-secret-"), "%s: a real secret", Manifests.title(secret));
      }
    }
  }

  private static void container(Workload workload, JsonNode container, Complaints complaints) {
    Set<String> secrets = new HashSet<>();
    for (JsonNode variable : container.path("env")) {
      if (variable.at("/valueFrom").has("secretKeyRef")) {
        secrets.add(variable.path("name").asText());
      }
    }
    for (JsonNode all : container.path("envFrom")) {
      if (all.has("secretRef")) {
        secrets.add(all.at("/secretRef/name").asText());
      }
    }
    complaints.unless(
        secrets.isEmpty(), "%s: secrets in the environment: %s", workload.title(), secrets);
    for (JsonNode mount : container.path("volumeMounts")) {
      JsonNode volume = workload.volume(mount.path("name").asText());
      complaints.unless(
          (!volume.has("secret") && !volume.has("configMap")) || mount.path("readOnly").asBoolean(),
          "%s: writes to %s",
          workload.title(),
          mount.path("mountPath").asText());
    }
  }
}
