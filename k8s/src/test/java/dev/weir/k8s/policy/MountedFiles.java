package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.weir.config.NodeConfig;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whatever a pod refers to is there, each file that the settings name is mounted, and each key that
 * is mounted is a file that the settings name.
 */
final class MountedFiles {
  /** Those that users make: they are in no overlay for the public. */
  private static final Set<String> SECRETS = Set.of("weir", "weir-tls");

  private MountedFiles() {}

  static void look(Manifests manifests, Complaints complaints) {
    Set<String> used = new HashSet<>();
    for (Workload workload : manifests.workloads()) {
      references(manifests, workload, complaints);
      workload
          .pod()
          .path("volumes")
          .forEach(volume -> used.add(volume.at("/configMap/name").asText()));
    }
    for (Workload node : manifests.nodes()) {
      NodeFiles files = new NodeFiles(manifests, node);
      complaints.unless(files.settings().isPresent(), "%s: has no settings", node.title());
      files.settings().ifPresent(config -> files(files, config, complaints));
    }
    for (ObjectNode map : manifests.kind("ConfigMap")) {
      complaints.unless(
          used.contains(Manifests.name(map)) || map.at("/metadata/labels").has("grafana_dashboard"),
          "%s is read by nobody",
          Manifests.title(map));
    }
  }

  private static void references(Manifests manifests, Workload workload, Complaints complaints) {
    String title = workload.title();
    Set<String> volumes = new HashSet<>();
    for (JsonNode volume : workload.pod().path("volumes")) {
      volumes.add(volume.path("name").asText());
      String map = volume.at("/configMap/name").asText();
      complaints.unless(
          map.isEmpty() || manifests.find("ConfigMap", map).isPresent(),
          "%s: there is no ConfigMap %s",
          title,
          map);
      String secret = volume.at("/secret/secretName").asText();
      complaints.unless(
          secret.isEmpty()
              || SECRETS.contains(secret)
              || manifests.find("Secret", secret).isPresent(),
          "%s: there is no Secret %s",
          title,
          secret);
    }
    workload
        .object()
        .at("/spec/volumeClaimTemplates")
        .forEach(claim -> volumes.add(Manifests.name(claim)));
    for (JsonNode container : workload.containers()) {
      for (JsonNode mount : container.path("volumeMounts")) {
        complaints.unless(
            volumes.contains(mount.path("name").asText()) && !mount.has("subPath"),
            "%s: no volume %s, or a part of it that would not be renewed",
            title,
            mount.path("name").asText());
      }
    }
    String priority = workload.pod().path("priorityClassName").asText();
    complaints.unless(
        priority.isEmpty() || manifests.find("PriorityClass", priority).isPresent(),
        "%s: there is no PriorityClass %s",
        title,
        priority);
  }

  private static void files(NodeFiles node, NodeConfig config, Complaints complaints) {
    List<String> read = new ArrayList<>();
    node.configPath().ifPresent(read::add);
    read.add(config.cluster().secretFile());
    read.add(config.api().tokenFile());
    read.add(config.api().operateTokenFile());
    read.add(config.api().readTokenFile());
    read.add(config.access().file());
    read.add(config.tls().certificateFile());
    read.add(config.tls().keyFile());
    read.add(config.cluster().tlsTrustFile());
    read.removeIf(String::isEmpty);
    Set<String> keys = keys(node);
    for (String path : read) {
      complaints.unless(keys.remove(path), "%s: %s is not mounted", node.workload().title(), path);
    }
    complaints.unless(keys.isEmpty(), "%s: nobody reads %s", node.workload().title(), keys);
    String written = config.access().keysFile();
    Optional<JsonNode> mount = node.mount(written);
    complaints.unless(
        written.isEmpty()
            || (mount.isPresent()
                && !mount.get().path("readOnly").asBoolean()
                && hasClaim(node.workload(), mount.get().path("name").asText())),
        "%s: %s is not on a disk of its own",
        node.workload().title(),
        written);
  }

  /** The paths of all files that are mounted. */
  private static Set<String> keys(NodeFiles node) {
    Set<String> paths = new HashSet<>();
    for (JsonNode mount : node.workload().container().path("volumeMounts")) {
      String root = mount.path("mountPath").asText() + "/";
      JsonNode volume = node.workload().volume(mount.path("name").asText());
      volume.at("/secret/items").forEach(item -> paths.add(root + item.path("path").asText()));
      node.manifests()
          .find("ConfigMap", volume.at("/configMap/name").asText())
          .ifPresent(
              map -> map.path("data").fieldNames().forEachRemaining(key -> paths.add(root + key)));
    }
    return paths;
  }

  private static boolean hasClaim(Workload workload, String name) {
    for (JsonNode claim : workload.object().at("/spec/volumeClaimTemplates")) {
      if (Manifests.name(claim).equals(name)) {
        return true;
      }
    }
    return false;
  }
}
