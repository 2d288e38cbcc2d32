package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.access.AddressRange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeConfigTest {
  @TempDir Path directory;

  @Test
  void hasTheDefaultsOfTheContract() {
    NodeConfig config = NodeConfig.load(Optional.empty(), Map.of());

    assertThat(config.node()).isEqualTo(new NodeConfig.Node("", "", 0));
    assertThat(config.rtmp())
        .isEqualTo(
            new NodeConfig.Rtmp(
                "0.0.0.0",
                1935,
                1024,
                20_000,
                10_000,
                List.of(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10)));
    assertThat(config.limits())
        .isEqualTo(
            new Limits(4_096, 2_048, 1_000, 50, 10, Duration.ofMinutes(5), 10, 0, 0, 50_000_000L));
    assertThat(config.overload()).isEqualTo(new OverloadSection(0, 0, 90, true));
    assertThat(config.drain())
        .isEqualTo(
            new DrainSection(
                Duration.ofSeconds(30), Duration.ZERO, Duration.ofSeconds(10), ReconnectTo.NODE));
    assertThat(config.rtmps().port()).isEmpty();
    assertThat(config.http())
        .isEqualTo(new NodeConfig.Http("0.0.0.0", OptionalInt.of(8080), false));
    assertThat(config.cluster())
        .isEqualTo(
            new ClusterSection(
                "weir",
                5701,
                0,
                List.of("127.0.0.1:5701"),
                "static",
                Duration.ofSeconds(20),
                new Secret(""),
                "",
                false,
                "",
                ""));
    assertThat(config.stream())
        .isEqualTo(
            new StreamSection(
                16 << 20,
                2_500,
                Duration.ofSeconds(15),
                Duration.ofMillis(50),
                Duration.ZERO,
                Duration.ofMillis(350)));
  }

  @Test
  void hasTheDefaultsOfTheContractForItsClients() {
    NodeConfig config = NodeConfig.load(Optional.empty(), Map.of());

    assertThat(config.play())
        .isEqualTo(
            new NodeConfig.Play(
                Duration.ofSeconds(10),
                Duration.ofSeconds(30),
                2 << 20,
                Duration.ofMillis(1_500),
                Duration.ofSeconds(10),
                256 << 20));
    assertThat(config.edge().linger()).isEqualTo(Duration.ofSeconds(5));
    assertThat(config.publish())
        .isEqualTo(
            new NodeConfig.Publish(
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3)));
    assertThat(config.log()).isEqualTo(new NodeConfig.Log(LogFormat.TEXT, LogLevel.INFO));
  }

  @Test
  void closesTheApiUnlessToldOtherwise() {
    NodeConfig config = NodeConfig.load(Optional.empty(), Map.of());

    assertThat(config.metrics().open()).isTrue();
    assertThat(config.api().port()).isEmpty();
    assertThat(config.api().open()).isFalse();
    assertThat(config.api().token().isEmpty()).isTrue();
  }

  @Test
  void laysTheEnvironmentOverTheFileOverTheDefaults() throws IOException {
    Path file = file("rtmp:\n  port: 2000\n  backlog: 7\n");

    NodeConfig config = NodeConfig.load(Optional.of(file), Map.of("WEIR_RTMP_PORT", "3000"));

    assertThat(config.rtmp().port()).isEqualTo(3000);
    assertThat(config.rtmp().backlog()).isEqualTo(7);
    assertThat(config.rtmp().maxConnections()).isEqualTo(20_000);
  }

  @Test
  void readsKeysWithHyphensFromTheEnvironment() {
    NodeConfig config =
        NodeConfig.load(
            Optional.empty(),
            Map.of(
                "WEIR_STREAM_GOP_CACHE_BYTES", "512KiB",
                "WEIR_CLUSTER_MEMBERS", "10.0.0.1:5701, [fd00::1]:5702",
                "WEIR_HTTP_PORT", "off",
                "WEIR_RTMP_PROXY_FROM", "10.0.0.0/8, fd00::1",
                "WEIR_LIMITS_INGEST_RATE", "800kbit",
                "PATH", "/bin"));

    assertThat(config.stream().gopCacheBytes()).isEqualTo(512 << 10);
    assertThat(config.cluster().members()).containsExactly("10.0.0.1:5701", "[fd00::1]:5702");
    assertThat(config.http().port()).isEmpty();
    assertThat(config.rtmp().proxyFrom())
        .extracting(AddressRange::toString)
        .containsExactly("10.0.0.0/8", "fd00:0:0:0:0:0:0:1/128");
    assertThat(config.limits().ingestRate()).isEqualTo(800_000);
    assertThat(config.toYaml()).contains("ingest-rate: 800kbit").contains("- 10.0.0.0/8");
  }

  @Test
  void namesTheVariableOfAWrongValue() {
    assertThatThrownBy(() -> NodeConfig.load(Optional.empty(), Map.of("WEIR_RTMP_PORT", "abc")))
        .hasMessage(
            "rtmp.port: 'abc' is not a port (1 to 65535, or 0 for any free one), "
                + "from the variable WEIR_RTMP_PORT");
  }

  @Test
  void refusesAWrongValueInTheFileEvenUnderARightOne() throws IOException {
    Path file = file("rtmp.port: abc");

    assertThatThrownBy(() -> NodeConfig.load(Optional.of(file), Map.of("WEIR_RTMP_PORT", "1935")))
        .hasMessageEndingWith(", from " + file + " line 1");
  }

  @Test
  void namesTheNearestVariableForAnUnknownOne() {
    assertThatThrownBy(() -> NodeConfig.load(Optional.empty(), Map.of("WEIR_RTMP_PROT", "1")))
        .isInstanceOfSatisfying(
            ConfigException.class, e -> assertThat(e.key()).isEqualTo("WEIR_RTMP_PROT"))
        .hasMessage(
            "WEIR_RTMP_PROT: no such setting; the nearest variable is WEIR_RTMP_PORT for"
                + " rtmp.port");
  }

  @ParameterizedTest
  @CsvSource({
    "WEIR_SERVICE_HOST, 10.0.0.1",
    "WEIR_PORT, tcp://10.0.0.1:1935",
    "WEIR_ORIGIN_SERVICE_HOST, 10.0.0.1",
    "WEIR_ORIGIN_SERVICE_PORT, 1935",
    "WEIR_ORIGIN_SERVICE_PORT_RTMP, 1935",
    "WEIR_ORIGIN_PORT, tcp://10.0.0.1:1935",
    "WEIR_ORIGIN_PORT_1935_TCP, tcp://10.0.0.1:1935",
    "WEIR_ORIGIN_PORT_1935_TCP_ADDR, 10.0.0.1"
  })
  void passesOverTheVariablesOfKubernetesServices(String name, String value) {
    assertThat(NodeConfig.load(Optional.empty(), Map.of(name, value)))
        .isEqualTo(NodeConfig.of(Map.of()));
  }

  @Test
  void namesANodeOnceAndNeverOverANameThatWasGiven() {
    NodeConfig named = NodeConfig.of(Map.of()).named("origin", new Random(1));

    assertThat(named.node().id()).matches("origin-[0-9a-f]{8}");
    assertThat(named.named("edge", new Random(2))).isEqualTo(named);
    assertThat(NodeConfig.of(Map.of("node.id", "a")).named("edge", new Random()).node().id())
        .isEqualTo("a");
  }

  @Test
  void printsWhatItReadsAgain() throws IOException {
    NodeConfig config =
        NodeConfig.of(
            Map.of(
                "http.port", "off",
                "cluster.members", "a:1,[fd00::1]:2",
                "stream.gop-cache-bytes", "1000",
                "stream.audio-wait", "0s",
                "play.hold", "90s",
                "node.id", "1e3",
                "log.format", "json"));

    NodeConfig again = NodeConfig.load(Optional.of(file(config.toYaml())), Map.of());

    assertThat(again).isEqualTo(config);
    assertThat(config.toYaml()).contains("hold: 90s").contains("gop-cache-time: 15s");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("weir.yaml"), text);
  }
}
