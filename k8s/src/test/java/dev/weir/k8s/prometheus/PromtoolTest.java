package dev.weir.k8s.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weir.k8s.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own tool reads every expression, and the alerts come when they should. */
final class PromtoolTest {
  private static final Path CASES = Path.of("src", "test", "resources", "alerts.yaml");

  private final Program promtool = Program.require("promtool", Program.find("promtool"));

  @TempDir private Path directory;

  @Test
  void theRulesAreRules() throws IOException {
    write("rules.yaml", Questions.rules());

    assertThat(check("rules.yaml").good()).contains("SUCCESS");
  }

  @Test
  void whatTheDashboardAndTheAutoscalersAskIsPromql() throws IOException {
    assertThat(wrapped(Questions.all()).good()).contains("SUCCESS");
  }

  @Test
  void whatIsNoneIsNoticed() throws IOException {
    assertThat(wrapped(List.of(new Question("mistake", "sum by (pod (weir_streams)"))).status())
        .isNotZero();
  }

  @Test
  void alertsComeWhenTheyShould() throws IOException {
    write("rules.yaml", Questions.rules());
    Files.copy(CASES, directory.resolve("alerts.yaml"));

    assertThat(promtool.run(directory, "", "test", "rules", "alerts.yaml").good())
        .contains("SUCCESS");
  }

  /** Each as a rule of its own: only those are parsed. */
  private Program.Output wrapped(List<Question> questions) throws IOException {
    List<Map<String, String>> rules = new ArrayList<>();
    for (Question question : questions) {
      rules.add(Map.of("record", "asked:" + rules.size(), "expr", question.text()));
    }
    write("asked.yaml", Map.of("groups", List.of(Map.of("name", "asked", "rules", rules))));
    return check("asked.yaml");
  }

  private Program.Output check(String file) {
    return promtool.run(directory, "", "check", "rules", file);
  }

  private void write(String name, Object content) throws IOException {
    new YAMLMapper().writeValue(directory.resolve(name).toFile(), content);
  }
}
