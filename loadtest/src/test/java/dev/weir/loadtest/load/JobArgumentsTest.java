package dev.weir.loadtest.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.weir.cli.Terminal;
import dev.weir.loadtest.simulation.SteadyOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The job of the manifests gives options that there are. */
final class JobArgumentsTest {
  private static final Path JOB = Path.of("..", "k8s", "loadtest", "job.yaml");

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  @Test
  void theJobRunsASteadyLoadWithTheOptionsThatItHas() throws IOException {
    List<String> arguments = arguments();
    SteadyOptions options = new SteadyOptions();

    assertThat(arguments.subList(0, 2)).containsExactly("load", options.name());
    assertThat(parse(options, arguments.subList(2, arguments.size()))).as(said()).isTrue();
    options.check();
    assertThat(options.urls()).containsExactly("rtmp://weir-edge:1935/live/load-2");
    assertThat(options.publishUrls()).containsExactly("rtmp://weir-origin:1935/live/load-2");
    assertThat(options.printsSummary()).isTrue();
    assertThat(options.reports()).contains(Path.of("/results"));
  }

  @Test
  void anOptionThatIsNotThereIsNoticed() {
    assertThat(parse(new SteadyOptions(), List.of("--viewers=5"))).isFalse();
  }

  private boolean parse(SteadyOptions options, List<String> arguments) {
    PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    return new Terminal(Map.of(), out, out)
        .parse("load", options, arguments.toArray(String[]::new))
        .isEmpty();
  }

  private String said() {
    return said.toString(StandardCharsets.UTF_8);
  }

  private static List<String> arguments() throws IOException {
    JsonNode job = new YAMLMapper().readTree(JOB.toFile());
    List<String> arguments = new ArrayList<>();
    for (JsonNode argument : job.at("/spec/template/spec/containers/0/args")) {
      arguments.add(argument.asText().replace("$(INDEX)", "2"));
    }
    return arguments;
  }
}
