package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TlsSectionTest {
  @TempDir private Path directory;

  @Test
  void aHostHasTwoFilesInAYamlListAndInTheEnvironment() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("weir.yaml"),
            """
            tls:
              certificate-file: /c
              key-file: /k
              sni:
                - a.example=/a/c.pem,/a/k.pem
                - B.example=/b/c.pem,/b/k.pem
            """);
    NodeConfig fromFile = NodeConfig.load(Optional.of(file), Map.of());

    assertThat(fromFile.tls().sni())
        .containsExactly(
            new SniEntry("a.example", "/a/c.pem", "/a/k.pem"),
            new SniEntry("b.example", "/b/c.pem", "/b/k.pem"));
    assertThat(
            NodeConfig.load(
                Optional.empty(),
                Map.of(
                    "WEIR_TLS_CERTIFICATE_FILE", "/c",
                    "WEIR_TLS_KEY_FILE", "/k",
                    "WEIR_TLS_SNI", "a.example=/a/c.pem, /a/k.pem,b.example=/b/c.pem,/b/k.pem")))
        .isEqualTo(fromFile);
    Files.writeString(file, fromFile.toYaml());
    assertThat(NodeConfig.load(Optional.of(file), Map.of())).isEqualTo(fromFile);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rtmps.port=443 | tls.certificate-file: is missing; rtmps.port needs it
          http.tls=true | tls.certificate-file: is missing; http.tls needs it
          tls.key-file=/k | tls.certificate-file: is missing; tls.key-file needs it
          tls.certificate-file=/c | tls.key-file: is missing beside tls.certificate-file
          tls.certificate-file=/c;tls.key-file=/k;http.port=off;http.tls=true | \
          http.tls: needs http.port or api.port, which are off
          tls.certificate-file=/c;tls.key-file=/k;rtmps.port=1935 | \
          rtmps.port: 1935 is the port of rtmp.port too
          cluster.tls=true | cluster.tls-trust-file: is missing; cluster.tls needs to know whom \
          to believe
          """)
  void whatDoesNotGoTogetherIsRefused(String settings, String message) {
    Map<String, String> given = new HashMap<>();
    for (String setting : settings.split(";")) {
      given.put(setting.replaceFirst("=.*", ""), setting.replaceFirst(".*?=", ""));
    }

    assertThatThrownBy(() -> NodeConfig.of(given))
        .isInstanceOf(ConfigException.class)
        .hasMessage(message);
  }
}
