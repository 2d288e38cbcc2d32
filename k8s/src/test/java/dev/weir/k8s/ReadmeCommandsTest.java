package dev.weir.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.weir.k8s.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the README lets people type fits the manifests. */
final class ReadmeCommandsTest {
  private static final Pattern OVERLAY =
      Pattern.compile("(?s)cat >my/kustomization.yaml <<'YAML'\n(.*?)\nYAML\n");
  private static final Pattern SECRET =
      Pattern.compile("(?s)create secret generic weir \\\\\n(.*?)\n[^ ]");
  private static final Pattern LITERAL = Pattern.compile("--from-literal=([a-z-]+)=");
  private static final Pattern FILE = Pattern.compile("k8s/[a-z0-9/.-]+[a-z]");

  private static String readme() throws IOException {
    return Files.readString(Path.of("..", "README.md"));
  }

  @Test
  void anOverlayOfOnesOwnNamesTheImagesAndIsAsItShouldBe() throws IOException {
    Path directory = Files.createDirectories(Path.of("target", "my"));
    String text = one(OVERLAY).replace("../k8s/", "../../");
    Files.writeString(directory.resolve("kustomization.yaml"), text);

    Manifests manifests = Kustomize.render("target/my");

    assertThat(manifests.nodes())
        .hasSize(2)
        .allMatch(
            node -> node.container().path("image").asText().matches("YOUR-REGISTRY/weir-.*:.+"));
    for (Policy policy : Policy.values()) {
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

  private static String one(Pattern pattern) throws IOException {
    Matcher found = pattern.matcher(readme());
    assertThat(found.find()).as(pattern.pattern()).isTrue();
    return found.group(1);
  }
}
