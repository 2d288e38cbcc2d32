package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.config.ConfigException;
import dev.weir.config.NodeConfig;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node as its pod starts it: the environment, the files that are mounted, and the settings that
 * come of them.
 *
 * @param manifests where its ConfigMaps are
 * @param workload of the node
 */
record NodeFiles(Manifests manifests, Workload workload) {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\((\\w+)\\)");

  /** What Kubernetes would fill in. */
  private static final Map<String, String> POD =
      Map.of("metadata.name", "weir-pod-0", "status.podIP", "10.0.0.7");

  /** The settings of a node that is started like this; empty where it would not start. */
  Optional<NodeConfig> settings() {
    try {
      return Optional.of(read());
    } catch (ConfigException e) {
      return Optional.empty();
    }
  }

  /** As {@link #settings()}, by the reader that a node has and with its exceptions. */
  NodeConfig read() {
    Optional<String> path = configPath();
    return path.isEmpty()
        ? NodeConfig.load(Optional.empty(), environment())
        : read(text(path.get()).orElse("not-mounted: true"));
  }

  /** The argument of --config. */
  Optional<String> configPath() {
    JsonNode arguments = workload.container().path("args");
    for (int i = 0; i + 1 < arguments.size(); i++) {
      if (arguments.get(i).asText().equals("--config")) {
        return Optional.of(arguments.get(i + 1).asText());
      }
    }
    return Optional.empty();
  }

  /** The environment with references put in; a reference to nothing stays as it is. */
  Map<String, String> environment() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (JsonNode variable : workload.container().path("env")) {
      String field = variable.at("/valueFrom/fieldRef/fieldPath").asText();
      String value = variable.path("value").asText(POD.getOrDefault(field, ""));
      Matcher references = VARIABLE.matcher(value);
      variables.put(
          variable.path("name").asText(),
          references.replaceAll(
              found ->
                  Matcher.quoteReplacement(variables.getOrDefault(found.group(1), found.group()))));
    }
    return variables;
  }

  /** The mount that a path is below, if any. */
  Optional<JsonNode> mount(String path) {
    for (JsonNode mount : workload.container().path("volumeMounts")) {
      if (path.startsWith(mount.path("mountPath").asText() + "/")) {
        return Optional.of(mount);
      }
    }
    return Optional.empty();
  }

  /** The name of a file below its mount. */
  static String below(JsonNode mount, String path) {
    return path.substring(mount.path("mountPath").asText().length() + 1);
  }

  /** What a file has that a ConfigMap is mounted for. */
  Optional<String> text(String path) {
    return mount(path)
        .flatMap(
            mount -> {
              JsonNode volume = workload.volume(mount.path("name").asText());
              return manifests
                  .find("ConfigMap", volume.at("/configMap/name").asText())
                  .map(map -> map.path("data").path(below(mount, path)))
                  .map(file -> file.asText(null));
            });
  }

  private NodeConfig read(String text) {
    try {
      Path file = Files.createTempFile("weir-settings", ".yaml");
      try {
        Files.writeString(file, text);
        return NodeConfig.load(Optional.of(file), environment());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
