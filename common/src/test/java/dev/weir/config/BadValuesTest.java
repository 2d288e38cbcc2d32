package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BadValuesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          rtmp.port | abc | is not a port (1 to 65535, or 0 for any free one)
          rtmp.port | -1 | is not a port (1 to 65535, or 0 for any free one)
          rtmp.port | 65536 | is not a port (1 to 65535, or 0 for any free one)
          rtmp.port | 0x10 | is not a port (1 to 65535, or 0 for any free one)
          rtmp.port | 99999999999 | is not a port (1 to 65535, or 0 for any free one)
          rtmp.port | "" | is not a port (1 to 65535, or 0 for any free one)
          rtmp.port | off | is not a port (1 to 65535, or 0 for any free one)
          http.port | false | is not a port (1 to 65535, 0 for any free one, or off)
          rtmps.port | on | is not a port (1 to 65535, 0 for any free one, or off)
          http.tls | yes | is not true or false
          tls.engine | gnutls | is not one of auto, jdk, openssl
          tls.handshake-timeout | 0s | is not a duration from 1s to 1m (such as 500ms, 10s or 2m)
          tls.sni | a.example | is not a list of HOST=CERTIFICATE-FILE,KEY-FILE
          tls.sni | a.example=/c.pem | is not a list of HOST=CERTIFICATE-FILE,KEY-FILE
          tls.sni | *.example=/c.pem,/k.pem | is not a list of HOST=CERTIFICATE-FILE,KEY-FILE
          tls.sni | a.example=/c,/k,A.example=/d,/l | has a.example twice
          rtmp.host | http://x | is not a host (a name or an address, without port or brackets)
          rtmp.host | "" | is not a host (a name or an address, without port or brackets)
          rtmp.backlog | 0 | is not a whole number from 1 to 65535
          rtmp.backlog | 1_000 | is not a whole number from 1 to 65535
          rtmp.proxy-from | example.com | is not a list of addresses or ranges (10.0.0.0/8)
          rtmp.proxy-from | "10.0.0.0/8,," | is not a list of addresses or ranges (10.0.0.0/8)
          rtmp.proxy-from | 10.0.0.0/33 | is not a list of addresses or ranges (10.0.0.0/8)
          limits.ingest-rate | 20Mbps | is not a rate from 0 to 10Gbit (such as 800kbit, 20Mbit, \
          or plain bits a second)
          limits.ingest-rate | 11Gbit | is not a rate from 0 to 10Gbit (such as 800kbit, 20Mbit, \
          or plain bits a second)
          rtmp.max-connections | 1000001 | is not a whole number from 1 to 1000000
          node.event-loops | 2.5 | is not a whole number from 0 to 1024
          node.id | a b | is not a name (1 to 64 letters, digits, '.', '_' or '-', a letter or \
          digit first)
          cluster.members | 10.0.0.1 | is not a list of HOST:PORT, such as \
          10.0.0.1:5701,[fd00::1]:5701
          cluster.members | "a:1,,b:2" | is not a list of HOST:PORT, such as \
          10.0.0.1:5701,[fd00::1]:5701
          cluster.members | a:0 | is not a list of HOST:PORT, such as 10.0.0.1:5701,[fd00::1]:5701
          cluster.members | fd00::1:5701 | is not a list of HOST:PORT, such as \
          10.0.0.1:5701,[fd00::1]:5701
          cluster.members | "" | is not a list of HOST:PORT, such as 10.0.0.1:5701,[fd00::1]:5701
          cluster.discovery | dns: | is not a way of discovery (static, or dns:NAME)
          cluster.join-timeout | 20 | is not a duration from 1s to 10m (such as 500ms, 10s or 2m)
          cluster.join-timeout | 0s | is not a duration from 1s to 10m (such as 500ms, 10s or 2m)
          play.hold | -1s | is not a duration from 0s to 10m (such as 500ms, 10s or 2m)
          play.hold | 1d | is not a duration from 0s to 10m (such as 500ms, 10s or 2m)
          play.hold | 999999999999999999h | is not a duration from 0s to 10m (such as 500ms, 10s \
          or 2m)
          play.queue-bytes | 1KiB | is not a size from 64KiB to 1GiB (such as 512KiB, 16MiB, or \
          plain bytes)
          play.queue-bytes | 4MB | is not a size from 64KiB to 1GiB (such as 512KiB, 16MiB, or \
          plain bytes)
          play.queue-bytes | 999999999999999999GiB | is not a size from 64KiB to 1GiB (such as \
          512KiB, 16MiB, or plain bytes)
          api.open | yes | is not true or false
          log.format | xml | is not one of text, json
          log.level | INFO | is not one of error, warn, info, debug, trace
          """)
  void namesTheKeyTheValueAndTheReason(String key, String value, String reason) {
    ConfigException e = refused(Map.of(key, value));

    assertThat(e.key()).isEqualTo(key);
    assertThat(e).hasMessage("%s: '%s' %s, from the program", key, value, reason);
  }

  @Test
  void keepsAHostileValueOnOneShortLine() {
    ConfigException e = refused(Map.of("rtmp.port", "1\n\u001b[2J" + "x".repeat(10_000)));

    assertThat(e.getMessage()).startsWith("rtmp.port: '1\\n\\u001b[2Jxxx").hasSizeLessThan(300);
    assertThat(e.getMessage().lines()).hasSize(1);
  }

  @Test
  void refusesMoreMembersThanAnyClusterHas() {
    assertThat(refused(Map.of("cluster.members", "a:1" + ",a:1".repeat(64))))
        .hasMessageContaining("has more than 64 members");
  }

  @ParameterizedTest
  @CsvSource({
    "rtmp.prot, rtmp.port",
    "rtmps.prt, rtmps.port",
    "port, api.port",
    "stream.gopCacheBytes, stream.gop-cache-bytes",
    "play.que-bytes, play.queue-bytes",
    "cluster.member, cluster.members",
    "rtmp.port.number, rtmp.port"
  })
  void namesTheNearestKeyForAnUnknownOne(String key, String nearest) {
    ConfigException e = refused(Map.of(key, "1"));

    assertThat(e.key()).isEqualTo(key);
    assertThat(e)
        .hasMessage("%s: no such setting; the nearest is %s, from the program", key, nearest);
  }

  @Test
  void boundsWhatAnUnknownKeyCosts() {
    assertThat(refused(Map.of("x".repeat(1_000_000), "1")).getMessage()).hasSizeLessThan(300);
  }

  @Test
  void refusesTwoListenersOnOnePort() {
    assertThat(refused(Map.of("http.port", "1935")))
        .hasMessage("http.port: 1935 is the port of rtmp.port too");
    assertThat(refused(Map.of("api.port", "8080")))
        .hasMessage("api.port: 8080 is the port of http.port too");
    assertThat(refused(Map.of("cluster.bus-port", "5701")))
        .hasMessage("cluster.bus-port: 5701 is the port of cluster.port too");
  }

  @Test
  void keepsASecretOutOfTheErrorAboutIt() {
    assertThat(refused(Map.of("api.token", "canary-17")))
        .hasMessage(
            "api.token: '***' is not a secret (16 to 512 characters, no spaces), from the program");
  }

  @Test
  void keepsAKeyOutOfTheErrorAboutItsFile() {
    assertThat(refused(Map.of("tls.key-file", "-----BEGIN PRIVATE KEY-----\ncanary")))
        .hasMessage("tls.key-file: '***' is not the path of a file, from the program");
  }

  @Test
  void acceptsOnePortOnTwoAddressesAndManyFreePorts() {
    NodeConfig.of(Map.of("http.port", "1935", "rtmp.host", "127.0.0.1", "http.host", "127.0.0.2"));
    NodeConfig.of(Map.of("http.port", "0", "rtmp.port", "0", "cluster.bus-port", "0"));
  }

  private static ConfigException refused(Map<String, String> settings) {
    return catchThrowableOfType(ConfigException.class, () -> NodeConfig.of(settings));
  }
}
