package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weir.access.AccessMethod;
import dev.weir.access.AccessRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manifests say what a node understands, and publishing to it is not open to everybody. */
class ManifestsTest {
  private static final Path BASE = Path.of("..", "k8s", "base");
  private static final ObjectReader YAML = new YAMLMapper().readerFor(JsonNode.class);

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"origin", "edge"})
  void everyVariableIsASettingAndEveryFileIsMountedToBeReadOnly(String role) throws IOException {
    JsonNode pod = first(role).at("/spec/template/spec");
    JsonNode container = pod.at("/containers/0");
    NodeConfig config = NodeConfig.load(Optional.empty(), environment(container));

    assertThat(config.cluster().secret().isEmpty()).as("no secret in the environment").isTrue();
    Set<String> secrets = new TreeSet<>();
    pod.at("/volumes")
        .forEach(
            volume ->
                volume.at("/secret/items").forEach(item -> secrets.add(item.get("path").asText())));
    assertThat(file(container, config.cluster().secretFile(), true)).isIn(secrets);
    assertThat(file(container, config.api().tokenFile(), true)).isIn(secrets);
    assertThat(file(container, config.access().file(), true)).isEqualTo("access.yaml");
    assertThat(config.access().keysFile().isEmpty()).isEqualTo(role.equals("edge"));
    if (role.equals("origin")) {
      assertThat(file(container, config.access().keysFile(), false)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"live", "anything"})
  void whoPublishesNeedsAStreamKey(String app) throws IOException {
    String text = first("access").at("/data/access.yaml").asText();
    Path file = Files.writeString(directory.resolve("access.yaml"), text);
    NodeConfig config = NodeConfig.of(Map.of("access.file", file.toString()));

    AccessRules rules = AccessFile.of(config, Map.of()).orElseThrow().load();

    assertThat(rules.apps().getOrDefault(app, rules.apps().get("*")).publish().accept())
        .containsExactly(AccessMethod.KEYS);
  }

  /** The name of a file below where something is mounted. */
  private static String file(JsonNode container, String path, boolean readOnly) {
    for (JsonNode mount : container.get("volumeMounts")) {
      String root = mount.get("mountPath").asText() + "/";
      if (path.startsWith(root)) {
        assertThat(mount.path("readOnly").asBoolean()).as(path).isEqualTo(readOnly);
        return path.substring(root.length());
      }
    }
    throw new AssertionError(path + " is not mounted");
  }

  private static Map<String, String> environment(JsonNode container) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (JsonNode variable : container.get("env")) {
      // What Kubernetes fills in has a value only there.
      String value = variable.path("value").asText("x");
      variables.put(variable.get("name").asText(), value.replaceAll("\\$\\(\\w+\\)", "x"));
    }
    return variables;
  }

  /** The first document of a file. */
  private static JsonNode first(String name) throws IOException {
    return YAML.<JsonNode>readValues(BASE.resolve(name + ".yaml").toFile()).next();
  }
}
