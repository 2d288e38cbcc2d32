package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterSettingsTest {
  private static ClusterSettings settings(NodeRole role, String discovery, String... members) {
    return new ClusterSettings(
        role,
        "n1",
        "weir",
        "10.0.0.1",
        5701,
        5702,
        List.of(members),
        discovery,
        Duration.ofSeconds(20));
  }

  private static Config config(ClusterSettings settings) {
    return HazelcastConfiguration.of(settings, "10.0.0.1", "run");
  }

  @ParameterizedTest
  @CsvSource({
    "origin-1, origin-1, 5701",
    "10.0.0.1:5709, 10.0.0.1, 5709",
    "[::1]:5709, ::1, 5709",
    "[::1], ::1, 5701",
  })
  void endpointsAreRead(String text, String host, int port) {
    assertThat(Endpoint.parse(text, 5701)).isEqualTo(new Endpoint(host, port));
    assertThat(Endpoint.parse(new Endpoint(host, port).toString(), 1))
        .isEqualTo(new Endpoint(host, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":5701", "a:", "a:x", "a:0", "a:65536", "::1", "a b:1", "[::1"})
  void badMembersAreNamedWithTheirSetting(String member) {
    assertThatThrownBy(() -> settings(NodeRole.ORIGIN, "static", member))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cluster.members: not host:port: " + member);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dns", "dns:", "multicast", "dns:a b"})
  void badDiscoveryIsNamedWithItsSetting(String discovery) {
    assertThatThrownBy(() -> settings(NodeRole.ORIGIN, discovery))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("cluster.discovery: ");
  }

  @Test
  void aNodePassesOverItselfAmongTheMembers() {
    ClusterSettings settings =
        settings(NodeRole.ORIGIN, "static", "10.0.0.1", "10.0.0.2:5701", "10.0.0.1:5709");

    assertThat(settings.peers())
        .containsExactly(new Endpoint("10.0.0.2", 5701), new Endpoint("10.0.0.1", 5709));
    assertThat(config(settings).getNetworkConfig().getJoin().getTcpIpConfig().getMembers())
        .containsExactly("10.0.0.2:5701", "10.0.0.1:5709");
  }

  @Test
  void originsHoldTheDataAndEdgesDoNot() {
    assertThat(config(settings(NodeRole.ORIGIN, "static")).isLiteMember()).isFalse();
    assertThat(config(settings(NodeRole.EDGE, "static")).isLiteMember()).isTrue();
  }

  @Test
  void nobodyIsFoundWhoIsNotListed() {
    for (String discovery : List.of("static", "dns:origins.weir.svc")) {
      JoinConfig join =
          config(settings(NodeRole.EDGE, discovery, "a:1")).getNetworkConfig().getJoin();
      assertThat(join.getMulticastConfig().isEnabled()).isFalse();
      assertThat(join.getAutoDetectionConfig().isEnabled()).isFalse();
      assertThat(join.getTcpIpConfig().isEnabled()).isEqualTo(discovery.equals("static"));
      assertThat(join.getKubernetesConfig().isEnabled()).isNotEqualTo(discovery.equals("static"));
    }
  }

  @Test
  void aDnsNameIsAskedForAtTheClusterPortOrItsOwn() {
    assertThat(kubernetes("dns:origins.weir.svc", "service-dns")).isEqualTo("origins.weir.svc");
    assertThat(kubernetes("dns:origins.weir.svc", "service-port")).isEqualTo("5701");
    assertThat(kubernetes("dns:origins.weir.svc:5799", "service-port")).isEqualTo("5799");
  }

  private static String kubernetes(String discovery, String property) {
    return config(settings(NodeRole.ORIGIN, discovery))
        .getNetworkConfig()
        .getJoin()
        .getKubernetesConfig()
        .getProperty(property);
  }

  @Test
  void thePortIsTakenExactlyAndOnlyAtTheGivenAddress() {
    Config config = config(settings(NodeRole.ORIGIN, "static"));
    assertThat(config.getNetworkConfig().isPortAutoIncrement()).isFalse();
    assertThat(config.getProperty("hazelcast.local.localAddress")).isEqualTo("10.0.0.1");
    assertThat(config.getProperty("hazelcast.socket.bind.any")).isEqualTo("false");
    assertThat(config.getProperty("hazelcast.phone.home.enabled")).isEqualTo("false");
  }
}
