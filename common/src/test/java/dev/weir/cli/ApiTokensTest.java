package dev.weir.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.weir.config.ConfigException;
import dev.weir.config.NodeConfig;
import dev.weir.http.ApiAccess;
import dev.weir.http.ApiScope;
import dev.weir.http.ApiSettings;
import dev.weir.tls.CertificateFiles;
import dev.weir.tls.Certificates;
import dev.weir.tls.SelfSigned;
import dev.weir.tls.TlsEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.X509KeyManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ApiTokensTest {
  private static final String TOKEN = "canary-0123456789";

  private final Logger logger = (Logger) LoggerFactory.getLogger(ApiTokens.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  @TempDir private Path directory;

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void withNothingSetATokenIsMadeAndPrintedOnce() {
    ApiAccess access = settings(Map.of()).access();

    assertThat(log.list).hasSize(1);
    assertThat(log.list.get(0).getMessage()).startsWith("api-token-made: api.token is not set");
    String made = log.list.get(0).getKeyValuePairs().get(0).value.toString();
    assertThat(made).matches("[0-9a-f]{40}");
    assertThat(access.scope(made)).contains(ApiScope.ADMIN);
    assertThat(access.scope(null)).isEmpty();
    assertThat(settings(Map.of()).access().scope(made)).isEmpty();
  }

  @Test
  void aTokenThatIsSetIsNotPrinted() {
    ApiAccess access = settings(Map.of("api.read-token", TOKEN)).access();

    assertThat(log.list).isEmpty();
    assertThat(access.scope(TOKEN)).contains(ApiScope.READ);
  }

  @Test
  void tokensComeFromFilesToo() throws Exception {
    Path file = Files.writeString(directory.resolve("token"), TOKEN + "\n" + TOKEN + "-old\n");

    ApiAccess access = settings(Map.of("api.operate-token-file", file.toString())).access();

    assertThat(access.scope(TOKEN)).contains(ApiScope.OPERATE);
    assertThat(access.scope(TOKEN + "-old")).contains(ApiScope.OPERATE);
    assertThatThrownBy(() -> settings(Map.of("api.token-file", file + ".not")))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void openIsOpenAndSaidAloudAndNotBesideTokens() {
    ApiSettings open = settings(Map.of("api.open", "true", "metrics.open", "false"));

    assertThat(open.access().scope(null)).contains(ApiScope.ADMIN);
    assertThat(open.metricsOpen()).isFalse();
    assertThat(log.list).singleElement().asString().contains("api-open");
    assertThatThrownBy(() -> settings(Map.of("api.open", "true", "api.token", TOKEN)))
        .isInstanceOf(StartupException.class)
        .hasMessage("api.open: is true, but tokens are set too");
  }

  @Test
  void withoutAnyHttpNothingIsMade() {
    settings(Map.of("http.port", "off"));

    assertThat(log.list).isEmpty();
  }

  @Test
  void theApiGetsItsOwnPort() {
    ApiSettings settings = settings(Map.of("api.port", "9000", "api.token", TOKEN));

    assertThat(settings.own().orElseThrow().host()).isEqualTo("127.0.0.1");
    assertThat(settings.own().orElseThrow().port()).isEqualTo(9_000);
  }

  @Test
  void aPortOfItsOwnHasHttpsWhereTheOtherHas() throws Exception {
    CertificateFiles files =
        new CertificateFiles("", directory.resolve("c.pem"), directory.resolve("k.pem"));
    SelfSigned.ec(Duration.ofDays(1), "a.example").write(files.certificate(), files.key());
    X509KeyManager keys = Certificates.open(List.of(files), TlsEngine.JDK).keyManager();
    NodeConfig config = NodeConfig.of(Map.of("api.port", "9000", "api.token", TOKEN));

    ApiSettings secure = ApiTokens.settings(config, Optional.of(keys));

    assertThat(secure.own().orElseThrow().certificates()).containsSame(keys);
  }

  private static ApiSettings settings(Map<String, String> settings) {
    return ApiTokens.settings(NodeConfig.of(settings), Optional.empty());
  }
}
