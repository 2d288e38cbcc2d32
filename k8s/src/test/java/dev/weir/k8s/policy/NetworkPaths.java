package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Nothing gets through that is not named, what nodes need does, and the ports of the cluster, which
 * have no lock of their own, are for nodes.
 */
final class NetworkPaths {
  private static final List<String> CLUSTER = List.of("cluster", "bus");
  private static final int DNS = 53;

  private NetworkPaths() {}

  static void look(Manifests manifests, Complaints complaints) {
    List<? extends JsonNode> policies = manifests.kind("NetworkPolicy");
    complaints.unless(
        policies.stream().anyMatch(NetworkPaths::deniesAll), "nothing denies by default");
    policies.forEach(policy -> ports(manifests, policy, complaints));
    policies.forEach(policy -> cluster(manifests, policy, complaints));
    for (Workload node : manifests.nodes()) {
      manifests
          .nodes()
          .forEach(to -> CLUSTER.forEach(port -> way(manifests, node, to, port, complaints)));
      if (node.component().equals("edge")) {
        to(manifests, "origin").forEach(to -> way(manifests, node, to, "rtmp", complaints));
      }
    }
    for (Workload load : to(manifests, "load")) {
      manifests.nodes().forEach(to -> way(manifests, load, to, "rtmp", complaints));
    }
    manifests.workloads().forEach(workload -> dns(manifests, workload, complaints));
    manifests.kind("Service").forEach(service -> offered(manifests, service, complaints));
  }

  /** Ports that rules name exist in the pods that they are ports of. */
  private static void ports(Manifests manifests, JsonNode policy, Complaints complaints) {
    List<Workload> own = Labels.selected(manifests, policy.at("/spec/podSelector"));
    for (JsonNode rule : policy.at("/spec/ingress")) {
      exist(policy, rule, own, complaints);
    }
    for (JsonNode rule : policy.at("/spec/egress")) {
      for (JsonNode peer : rule.path("to")) {
        if (peer.has("podSelector") && !peer.has("namespaceSelector")) {
          exist(policy, rule, Labels.selected(manifests, peer.path("podSelector")), complaints);
        }
      }
    }
  }

  private static void exist(
      JsonNode policy, JsonNode rule, List<Workload> pods, Complaints complaints) {
    complaints.unless(
        !rule.path("ports").isEmpty(), "%s: a rule for all ports", Manifests.title(policy));
    for (JsonNode port : rule.path("ports")) {
      for (Workload pod : pods) {
        complaints.unless(
            pod.port(port.path("port")).isPresent(),
            "%s: %s has no port %s",
            Manifests.title(policy),
            pod.title(),
            port.path("port").asText());
      }
    }
  }

  private static void cluster(Manifests manifests, JsonNode policy, Complaints complaints) {
    List<Workload> own = Labels.selected(manifests, policy.at("/spec/podSelector"));
    for (JsonNode rule : policy.at("/spec/ingress")) {
      for (Workload pod : own) {
        for (String name : CLUSTER) {
          OptionalInt number = pod.port(TextNode.valueOf(name));
          if (number.isPresent() && names(rule, pod, number.getAsInt())) {
            complaints.unless(
                onlyNodes(manifests, rule.path("from")),
                "%s: others than nodes reach %s of %s",
                Manifests.title(policy),
                name,
                pod.title());
          }
        }
      }
    }
  }

  private static boolean onlyNodes(Manifests manifests, JsonNode peers) {
    for (JsonNode peer : peers) {
      if (!peer.has("podSelector")
          || peer.has("namespaceSelector")
          || !Set.copyOf(manifests.nodes())
              .containsAll(Labels.selected(manifests, peer.path("podSelector")))) {
        return false;
      }
    }
    return !peers.isEmpty();
  }

  /** Both ends let it through. */
  private static void way(
      Manifests manifests, Workload from, Workload to, String port, Complaints complaints) {
    OptionalInt number = to.port(TextNode.valueOf(port));
    complaints.unless(
        number.isPresent()
            && admits(manifests, from, "egress", rule -> goes(rule, "to", to, number.getAsInt()))
            && admits(manifests, to, "ingress", rule -> comes(rule, from, to, number.getAsInt())),
        "no way from %s to %s of %s",
        from.title(),
        port,
        to.title());
  }

  private static boolean goes(JsonNode rule, String direction, Workload to, int port) {
    return names(rule, to, port) && hasPeer(rule.path(direction), to);
  }

  private static boolean comes(JsonNode rule, Workload from, Workload to, int port) {
    return names(rule, to, port) && hasPeer(rule.path("from"), from);
  }

  private static void dns(Manifests manifests, Workload from, Complaints complaints) {
    for (String protocol : List.of("UDP", "TCP")) {
      complaints.unless(
          admits(
              manifests,
              from,
              "egress",
              rule ->
                  hasDns(rule, protocol)
                      && rule.at("/to/0/namespaceSelector/matchLabels").size() == 1),
          "%s: no DNS over %s",
          from.title(),
          protocol);
    }
  }

  private static boolean hasDns(JsonNode rule, String protocol) {
    for (JsonNode port : rule.path("ports")) {
      if (port.path("port").asInt() == DNS
          && port.path("protocol").asText("TCP").equals(protocol)) {
        return true;
      }
    }
    return false;
  }

  /** What a Service offers is let in from somewhere. */
  private static void offered(Manifests manifests, JsonNode service, Complaints complaints) {
    for (Workload pod : Labels.served(manifests, service)) {
      for (JsonNode port : service.at("/spec/ports")) {
        JsonNode target = port.has("targetPort") ? port.path("targetPort") : port.path("port");
        OptionalInt number = pod.port(target);
        complaints.unless(
            number.isEmpty()
                || admits(manifests, pod, "ingress", rule -> names(rule, pod, number.getAsInt())),
            "%s: %s of %s is shut",
            Manifests.title(service),
            target.asText(),
            pod.title());
      }
    }
  }

  private static boolean admits(
      Manifests manifests, Workload pod, String direction, Predicate<JsonNode> test) {
    for (JsonNode policy : manifests.kind("NetworkPolicy")) {
      if (Labels.matches(policy.at("/spec/podSelector"), pod.labels())) {
        for (JsonNode rule : policy.at("/spec/" + direction)) {
          if (test.test(rule)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean hasPeer(JsonNode peers, Workload pod) {
    for (JsonNode peer : peers) {
      if (!peer.has("namespaceSelector")
          && Labels.matches(peer.path("podSelector"), pod.labels())) {
        return true;
      }
    }
    return peers.isEmpty();
  }

  private static boolean names(JsonNode rule, Workload pod, int number) {
    for (JsonNode port : rule.path("ports")) {
      OptionalInt named =
          port.path("port").isInt()
              ? OptionalInt.of(port.path("port").asInt())
              : pod.port(port.path("port"));
      if (named.equals(OptionalInt.of(number))
          && port.path("protocol").asText("TCP").equals("TCP")) {
        return true;
      }
    }
    return rule.path("ports").isEmpty();
  }

  private static List<Workload> to(Manifests manifests, String component) {
    return manifests.workloads().stream()
        .filter(workload -> workload.component().equals(component))
        .toList();
  }

  private static boolean deniesAll(JsonNode policy) {
    return policy.at("/spec/podSelector").isEmpty()
        && policy.at("/spec/policyTypes").size() == 2
        && policy.at("/spec/ingress").isEmpty()
        && policy.at("/spec/egress").isEmpty();
  }
}
