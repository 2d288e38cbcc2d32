package dev.weir.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.weir.k8s.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the README lets people type fits the manifests. */
final class ReadmeCommandsTest {
  private static final String OVERLAY = "(?s)cat >+%s/kustomization.yaml <<'YAML'\n(.*?)\nYAML\n";
  private static final Pattern PATCHES = Pattern.compile("(?s)```yaml\n(patches:.*?)```");
  private static final Pattern SECRET =
      Pattern.compile("(?s)create secret generic weir \\\\\n(.*?)\n[^ ]");
  private static final Pattern LITERAL = Pattern.compile("--from-literal=([a-z-]+)=");
  private static final Pattern FILE = Pattern.compile("k8s/[a-z0-9/.-]+[a-z]");

  private static String readme() throws IOException {
    return Files.readString(Path.of("..", "README.md"));
  }

  @Test
  void anOverlayOfOnesOwnNamesTheImagesAndIsAsItShouldBe() throws IOException {
    Manifests manifests = rendered("my");

    assertThat(manifests.nodes())
        .hasSize(2)
        .allMatch(node -> image(node).matches("YOUR-REGISTRY/weir-.*:.+"))
        .allMatch(node -> node.port(TextNode.valueOf("rtmps")).isPresent());
    for (Policy policy : Policy.values()) {
      assertThat(policy.complaints(manifests)).as(policy.name()).isEmpty();
    }
  }

  @Test
  void anEdgesOwnLimitIsALimitThatNodesTake() throws IOException {
    Path directory = Files.createDirectories(Path.of("target", "limit"));
    Files.writeString(
        directory.resolve("kustomization.yaml"),
        "resources: [../../overlays/prod]\n" + one(PATCHES));

    Manifests manifests = Kustomize.render("target/limit");

    assertThat(manifests.get("Deployment/weir-edge").toString())
        .contains("WEIR_OVERLOAD_EGRESS\",\"value\":\"23Gbit");
    for (Policy policy : List.of(Policy.SETTINGS, Policy.SCALING)) {
      assertThat(policy.complaints(manifests)).as(policy.name()).isEmpty();
    }
  }

  @Test
  void anOverlayForALoadIsAsItShouldBe() throws IOException {
    Manifests manifests = rendered("load");

    Workload load = manifests.workloads().get(0);
    assertThat(image(load)).isEqualTo("YOUR-REGISTRY/weir-loadtest:0.1.0");
    assertThat(load.container().at("/args/3").asText()).startsWith("--publish-url=");
    for (Policy policy : List.of(Policy.GENERATORS, Policy.RESTRICTED, Policy.VERSIONS)) {
      assertThat(policy.complaints(manifests)).as(policy.name()).isEmpty();
    }
  }

  @Test
  void theSecretHasTheKeysThatPodsMount() throws IOException {
    Set<String> made =
        LITERAL
            .matcher(one(SECRET))
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> mounted = new TreeSet<>();
    for (Workload node : Kustomize.render("overlays/prod").nodes()) {
      for (JsonNode volume : node.pod().path("volumes")) {
        volume.at("/secret/items").forEach(item -> mounted.add(item.path("key").asText()));
      }
    }
    assertThat(made).isEqualTo(mounted);
  }

  @Test
  void everyFileOfTheManifestsThatIsNamedIsThere() throws IOException {
    assertThat(FILE.matcher(readme()).results().map(MatchResult::group).distinct())
        .filteredOn(file -> !file.startsWith("k8s/target/"))
        .isNotEmpty()
        .allMatch(file -> Files.exists(Path.of("..", file)));
  }

  /** What an overlay in the README is, with all that is added to it later. */
  private static Manifests rendered(String name) throws IOException {
    Path directory = Files.createDirectories(Path.of("target", name));
    String text =
        Pattern.compile(OVERLAY.formatted(name))
            .matcher(readme())
            .results()
            .map(found -> found.group(1).replace("../k8s/", "../../"))
            .collect(Collectors.joining("\n"));
    Files.writeString(directory.resolve("kustomization.yaml"), text);
    return Kustomize.render("target/" + name);
  }

  private static String image(Workload workload) {
    return workload.container().path("image").asText();
  }

  private static String one(Pattern pattern) throws IOException {
    Matcher found = pattern.matcher(readme());
    assertThat(found.find()).as(pattern.pattern()).isTrue();
    return found.group(1);
  }
}
