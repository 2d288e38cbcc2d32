package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SchemaTest {
  record Sample(Access access) {}

  record Access(
      @Setting(kind = Kind.NAME, value = "admin", meaning = "who") String user,
      @Setting(kind = Kind.NAME, value = "none", meaning = "what only they know", secret = true)
          String apiToken) {}

  private final Schema<Sample> schema = Schema.of(Sample.class);

  @Test
  void masksASecretWhenItIsShown() {
    Sample sample = read("s3cret");

    assertThat(sample.access().apiToken()).isEqualTo("s3cret");
    assertThat(schema.shown(sample))
        .isEqualTo(Map.of("access", Map.of("user", "admin", "api-token", "***")));
  }

  @Test
  void masksASecretInTheErrorAboutIt() {
    assertThatThrownBy(() -> read("s3cret with spaces"))
        .hasMessageStartingWith("access.api-token: '***' is not a name")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void everySettingHasItsOwnVariableARightDefaultAndAMeaning() {
    HashSet<String> variables = new HashSet<>();
    for (SettingSpec spec : NodeConfig.SCHEMA.specs().values()) {
      assertThat(variables.add(spec.variable())).as(spec.key()).isTrue();
      assertThat(spec.defaultValue()).as(spec.key()).isNotNull();
      assertThat(spec.setting().meaning()).as(spec.key()).isNotBlank().doesNotContain("|", "\n");
    }
  }

  @Test
  void listsTheSettingsAsAnAlignedTable() {
    assertThat(SettingsTable.rows())
        .hasSize(NodeConfig.SCHEMA.specs().size())
        .contains(
            new SettingsTable.Row(
                "rtmp.port",
                "WEIR_RTMP_PORT",
                "1935",
                "port that RTMP listens on; 0: any free one"));
    List<String> lines = SettingsTable.markdown().lines().toList();
    assertThat(lines).hasSize(SettingsTable.rows().size() + 2);
    assertThat(lines.stream().map(line -> line.indexOf('|', 2)).distinct()).hasSize(1);
  }

  private Sample read(String token) {
    Given given = new Given(token, false, "a test");
    return new SettingsReader<>(schema).read(List.of(Map.of("access.api-token", given)));
  }
}
