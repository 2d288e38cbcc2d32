package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.util.List;
import java.util.Optional;

/** Nobody may ask Kubernetes anything: DNS is enough for nodes to find each other. */
final class Accounts {
  private Accounts() {}

  static void look(Manifests manifests, Complaints complaints) {
    for (String kind : List.of("Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding")) {
      complaints.unless(manifests.kind(kind).isEmpty(), "there is a %s", kind);
    }
    for (Workload workload : manifests.workloads()) {
      complaints.unless(refusesToken(workload.pod()), "%s: its pods get a token", workload.title());
    }
    for (Workload workload : manifests.nodes()) {
      String name = workload.pod().path("serviceAccountName").asText();
      Optional<? extends JsonNode> account = manifests.find("ServiceAccount", name);
      complaints.unless(account.isPresent(), "%s: there is no account %s", workload.title(), name);
      complaints.unless(
          account.map(Accounts::refusesToken).orElse(true), "the account %s gives a token", name);
    }
  }

  private static boolean refusesToken(JsonNode node) {
    return !node.path("automountServiceAccountToken").asBoolean(true);
  }
}
