package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SecretFileTest {
  private static final String CANARY = "canary-0123456789";
  private static final Secret NONE = new Secret("");

  @TempDir Path directory;

  @Test
  void theSettingItselfOrTheFileOrNothing() throws IOException {
    assertThat(SecretFile.read("api.token", NONE, "")).isEmpty();
    assertThat(SecretFile.read("api.token", new Secret(CANARY), "")).containsExactly(CANARY);
    assertThat(SecretFile.read("api.token", NONE, file(CANARY + "\n"))).containsExactly(CANARY);
    assertThat(SecretFile.read("api.token", NONE, file("\n  " + CANARY + " \r\n" + CANARY + "2")))
        .containsExactly(CANARY, CANARY + "2");
  }

  @Test
  void bothAreTooMany() throws IOException {
    String file = file(CANARY);

    assertThatThrownBy(() -> SecretFile.read("api.token", new Secret(CANARY), file))
        .isInstanceOf(ConfigException.class)
        .hasMessage("api.token-file: stands beside api.token; only one of them can");
  }

  @ParameterizedTest
  @CsvSource({
    "'', has 0 lines; one or two are expected",
    "'a\nb\nc', has 3 lines; one or two are expected",
    "'canary-short', 'has a line that is no secret (16 to 512 characters, no spaces)'",
    "'canary with spaces in it', 'has a line that is no secret (16 to 512 characters, no spaces)'",
    "'canary-éééééééééééééééé', 'has a line that is no secret (16 to 512 characters, no spaces)'"
  })
  void aWrongFileIsNamedByItsKeyAndNothingOfItIsShown(String content, String reason)
      throws IOException {
    String file = file(content);

    assertThatThrownBy(() -> SecretFile.read("cluster.secret", NONE, file))
        .isInstanceOf(ConfigException.class)
        .hasMessage("cluster.secret-file: " + reason)
        .hasMessageNotContaining("canary");
  }

  @Test
  void aFileThatIsNotThereOrTooLargeIsNamedByItsKeyAlone() throws IOException {
    // Most likely the secret itself, in the wrong place.
    String missing = CANARY;
    String large = file("x".repeat(5_000));

    assertThatThrownBy(() -> SecretFile.read("api.token", NONE, missing))
        .hasMessage("api.token-file: there is no such file");
    assertThatThrownBy(() -> SecretFile.read("api.token", NONE, large))
        .hasMessage("api.token-file: is larger than 4096 bytes");
    assertThatThrownBy(() -> SecretFile.read("api.token", NONE, directory.toString()))
        .hasMessageStartingWith("api.token-file: the file cannot be read: ");
    assertThatThrownBy(() -> SecretFile.read("api.token", NONE, "canary".repeat(100)))
        .hasMessageStartingWith("api.token-file: the file cannot be read: ")
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> SecretFile.read("api.token", NONE, CANARY + "\0"))
        .hasMessageStartingWith("api.token-file: the file cannot be read: ")
        .hasMessageNotContaining("canary");
  }

  @Test
  void settingsNeverShowASecret() {
    NodeConfig config = NodeConfig.of(Map.of("api.token", CANARY, "api.read-token", CANARY));

    assertThat(config.toString()).doesNotContain("canary").contains("***");
    assertThat(config.toYaml())
        .doesNotContain("canary")
        .contains("token: '***'")
        .contains("operate-token: \"\"");
    assertThat(config.api().token().text()).isEqualTo(CANARY);
  }

  private String file(String content) throws IOException {
    return Files.writeString(Files.createTempFile(directory, "secret", ""), content).toString();
  }
}
