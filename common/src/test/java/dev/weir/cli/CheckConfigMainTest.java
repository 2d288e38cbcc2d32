package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CheckConfigMainTest {
  @TempDir Path directory;
  private final RecordedTerminal terminal = new RecordedTerminal();

  @Test
  void printsTheEffectiveSettingsAsYaml() throws IOException {
    Path file = Files.writeString(directory.resolve("weir.yaml"), "rtmp: {port: 2000}");

    int code = run(Map.of("WEIR_PLAY_HOLD", "2m"), "--config", file.toString());

    assertThat(code).isZero();
    assertThat(terminal.out()).contains("rtmp:\n", "  port: 2000\n", "  hold: 2m\n");
    assertThat(terminal.err()).isEmpty();
  }

  @Test
  void saysAnErrorInOneLineAndExitsWithTwo() {
    int code = run(Map.of("WEIR_RTMP_PORT", "abc"));

    assertThat(code).isEqualTo(2);
    assertThat(terminal.out()).isEmpty();
    assertThat(terminal.err())
        .isEqualTo(
            "rtmp.port: 'abc' is not a port (1 to 65535, or 0 for any free one), "
                + "from the variable WEIR_RTMP_PORT\n");
  }

  @Test
  void looksIntoTheAccessFileToo() throws IOException {
    Path file = Files.writeString(directory.resolve("access.yaml"), "apps: {live: {}}");

    assertThat(run(Map.of("WEIR_ACCESS_FILE", file.toString()))).isEqualTo(2);

    assertThat(terminal.out()).isEmpty();
    assertThat(terminal.err()).startsWith("apps").contains("access.yaml").hasLineCount(1);
  }

  @Test
  void looksAtTheFilesOfSecretsAndShowsNothingOfThemOrOfWhatStandsInTheirPlace()
      throws IOException {
    Path secret = Files.writeString(directory.resolve("secret"), "canary-cluster-secret");
    assertThat(run(Map.of("WEIR_CLUSTER_SECRET_FILE", secret.toString()))).isZero();
    assertThat(terminal.out()).contains("secret-file: " + secret).doesNotContain("canary");

    assertThat(run(Map.of("WEIR_API_READ_TOKEN_FILE", "canary-token-0123456789"))).isEqualTo(2);
    assertThat(terminal.err()).isEqualTo("api.read-token-file: there is no such file\n");
    assertThat(terminal.out()).doesNotContain("canary");
  }

  @Test
  void namesAFileThatIsNotThere() {
    assertThat(run(Map.of(), "--config", "/nowhere/weir.yaml")).isEqualTo(2);
    assertThat(terminal.err()).isEqualTo("/nowhere/weir.yaml: no such file\n");
  }

  @Test
  void listsTheSettingsWhateverTheirValues() {
    assertThat(run(Map.of("WEIR_RTMP_PORT", "abc"), "--list")).isZero();
    assertThat(terminal.out()).contains("`rtmp.port`", "`1935`", "port that RTMP listens on");
  }

  @Test
  void refusesAnUnknownOptionInOneLine() {
    assertThat(run(Map.of(), "--set\nx", "y")).isEqualTo(2);
    assertThat(terminal.err()).startsWith("weir check-config: Unknown option").endsWith("\n");
    assertThat(terminal.err().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--api.token=canary-1", "--x=a\ncanary", "-pcanary", "canary"})
  void doesNotRepeatWhatMayBeASecret(String argument) {
    assertThat(run(Map.of(), argument)).isEqualTo(2);
    assertThat(terminal.err()).doesNotContain("canary").hasLineCount(1);
  }

  @Test
  void answersHelpAndVersionOnStandardOutput() {
    assertThat(run(Map.of(), "--help")).isZero();
    assertThat(terminal.out()).contains("weir check-config", "--config=FILE", "--list");
    assertThat(run(Map.of(), "--version")).isZero();
    assertThat(terminal.out()).contains("weir " + WeirVersion.text());
    assertThat(terminal.err()).isEmpty();
  }

  private int run(Map<String, String> environment, String... args) {
    return CheckConfigMain.run(terminal.with(environment), args);
  }
}
