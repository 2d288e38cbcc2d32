package dev.weir.k8s.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weir.config.AccessFile;
import dev.weir.config.ConfigException;
import dev.weir.config.LogFormat;
import dev.weir.config.NodeConfig;
import dev.weir.k8s.Manifests;
import dev.weir.k8s.Workload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node would start with what its pod gives it: the node's own reader of settings is asked. And
 * ports and names in the settings are those of the manifests.
 */
final class SettingsGiven {
  private static final Pattern DNS = Pattern.compile("dns:([a-z0-9-]+)(\\.[a-z0-9.-]+)?");

  private SettingsGiven() {}

  static void look(Manifests manifests, Complaints complaints) {
    for (Workload node : manifests.nodes()) {
      NodeFiles files = new NodeFiles(manifests, node);
      try {
        settings(manifests, node, files, files.read(), complaints);
      } catch (ConfigException e) {
        complaints.unless(false, "%s: %s", node.title(), e.getMessage());
      }
    }
  }

  private static void settings(
      Manifests manifests,
      Workload node,
      NodeFiles files,
      NodeConfig config,
      Complaints complaints) {
    String title = node.title();
    complaints.unless(
        !node.pod().path("enableServiceLinks").asBoolean(true),
        "%s: Kubernetes adds variables of its own",
        title);
    complaints.unless(
        files.environment().values().stream().noneMatch(value -> value.contains("$(")),
        "%s: a variable refers to none before it",
        title);
    port(node, "rtmp", config.rtmp().port(), complaints);
    port(node, "rtmps", config.rtmps().port(), complaints);
    port(node, "http", config.http().port(), complaints);
    port(node, "cluster", config.cluster().port(), complaints);
    port(node, "bus", config.cluster().busPort(), complaints);
    complaints.unless(
        config.node().id().equals("weir-pod-0") && config.node().advertiseHost().equals("10.0.0.7"),
        "%s: its name or address is not the pod's",
        title);
    complaints.unless(config.log().format() == LogFormat.JSON, "%s: logs are not JSON", title);
    complaints.unless(
        !config.api().open()
            && config.api().port().isPresent()
            && config.api().host().equals("127.0.0.1"),
        "%s: its API is open to others than port-forward",
        title);
    complaints.unless(
        !config.cluster().secretFile().isEmpty() && !config.api().tokenFile().isEmpty(),
        "%s: no secret for the cluster or the API",
        title);
    discovery(manifests, node, config, complaints);
    access(files, config, complaints);
  }

  private static void port(Workload node, String name, int set, Complaints complaints) {
    port(node, name, OptionalInt.of(set), complaints);
  }

  private static void port(Workload node, String name, OptionalInt set, Complaints complaints) {
    OptionalInt number = node.port(TextNode.valueOf(name));
    complaints.unless(
        number.equals(set),
        "%s: %s is %s in the settings and %s in the pod",
        node.title(),
        name,
        set,
        number);
  }

  /** The name is that of a Service that tells of all origins, whatever state they are in. */
  private static void discovery(
      Manifests manifests, Workload node, NodeConfig config, Complaints complaints) {
    Matcher name = DNS.matcher(config.cluster().discovery());
    Optional<? extends JsonNode> service =
        name.matches() ? manifests.find("Service", name.group(1)) : Optional.empty();
    complaints.unless(
        service
            .filter(found -> found.at("/spec/clusterIP").asText().equals("None"))
            .filter(found -> found.at("/spec/publishNotReadyAddresses").asBoolean())
            .filter(
                found ->
                    Labels.served(manifests, found).stream()
                        .allMatch(served -> served.component().equals("origin")))
            .isPresent(),
        "%s: %s is no headless Service of all origins",
        node.title(),
        config.cluster().discovery());
    complaints.unless(
        !name.matches()
            || name.group(2) == null
            || name.group(2).startsWith("." + manifests.namespace() + "."),
        "%s: looks in another namespace",
        node.title());
  }

  private static void access(NodeFiles files, NodeConfig config, Complaints complaints) {
    Optional<String> text = files.text(config.access().file());
    complaints.unless(
        text.isPresent(), "%s: everybody may publish and play", files.workload().title());
    try {
      Path file = Files.createTempFile("weir-access", ".yaml");
      Files.writeString(file, text.orElse("apps: {\"*\": {}}"));
      NodeConfig there = NodeConfig.of(Map.of("access.file", file.toString()));
      AccessFile.of(there, Map.of()).orElseThrow().load();
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
