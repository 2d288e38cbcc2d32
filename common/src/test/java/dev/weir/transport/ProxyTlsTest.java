package dev.weir.transport;

import static dev.weir.transport.SecureListener.assertClosed;
import static dev.weir.transport.SecureListener.assertGreeted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.metrics.ConnectionLimit;
import dev.weir.metrics.TlsHandshake;
import dev.weir.rtmp.RtmpError;
import dev.weir.tls.TlsEngine;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A balancer before the port with TLS: its header comes first, and keys are the client's. */
@Timeout(60)
final class ProxyTlsTest {
  private static final String V1 = "PROXY TCP4 203.0.113.7 192.0.2.1 5555 443\r\n";
  private static final String V2 =
      "0d0a0d0a000d0a515549540a" + "2111000c" + "cb007107c000020115b301bb";
  private static final String CLIENT = "203.0.113.7";
  private static final String BALANCERS = "127.0.0.0/8";
  private static final ConnectionLimits LIMITS = ConnectionLimits.of(100);

  @TempDir private Path directory;
  private SecureListener listener;

  @AfterEach
  void close() throws Exception {
    listener.close();
  }

  @ParameterizedTest
  @CsvSource({"JDK,1", "JDK,2", "OPENSSL,1", "OPENSSL,2"})
  void theHeaderComesBeforeTlsAndNamesTheClient(TlsEngine engine, int version) throws Exception {
    listen(engine, LIMITS, BALANCERS);
    byte[] header = version == 1 ? ascii(V1) : HexFormat.of().parseHex(V2);
    // In one piece with the hello, and byte by byte.
    try (SSLSocket whole = TlsPeers.over(FirstWrite.prefaced(connect(), header), "named.example")) {
      assertThat(TlsPeers.shown(whole)).isEqualTo(listener.named.certificate());
      assertGreeted(whole);
    }
    try (Socket split = connect()) {
      split.setTcpNoDelay(true);
      for (byte single : header) {
        split.getOutputStream().write(single);
      }
      try (SSLSocket secure = TlsPeers.over(split, "")) {
        assertGreeted(secure);
      }
    }
    assertThat(listener.served)
        .hasSize(2)
        .allSatisfy(
            connection -> {
              assertThat(connection.socket().isSecure()).isTrue();
              assertThat(connection.socket().remoteHost()).isEqualTo(CLIENT);
            });
    assertThat(listener.handshakes).containsExactly(TlsHandshake.COMPLETED, TlsHandshake.COMPLETED);
  }

  @Test
  void limitsCountTheClientAndAnswerBeforeTls() throws Exception {
    listen(TlsEngine.AUTO, new ConnectionLimits(100, 1, 100, 0, 0), BALANCERS);
    byte[] other = ascii(V1.replace(CLIENT, "203.0.113.8"));
    try (SSLSocket first = TlsPeers.over(FirstWrite.prefaced(connect(), ascii(V1)), "")) {
      assertGreeted(first);
      try (Socket second = connect()) {
        second.getOutputStream().write(ascii(V1));
        assertClosed(second);
      }
      assertThat(listener.refused).containsExactly(ConnectionLimit.CONNECTIONS_PER_ADDRESS);
      // Another client of the same balancer has its own count.
      try (SSLSocket third = TlsPeers.over(FirstWrite.prefaced(connect(), other), "")) {
        assertGreeted(third);
      }
    }
    assertThat(listener.refused).hasSize(1);
    assertThat(listener.handshakes).hasSize(2);
  }

  @Test
  void aBalancerThatSendsNoHeaderIsRefusedBeforeTls() throws Exception {
    listen(TlsEngine.AUTO, LIMITS, BALANCERS);
    try (Socket bare = connect()) {
      // As much of a hello as a header has room for.
      bare.getOutputStream().write(HexFormat.of().parseHex("1603010200" + "01".repeat(512)));
      assertClosed(bare);
    }
    await().until(() -> listener.errors.equals(List.of(RtmpError.BAD_PROXY_HEADER)));
    assertThat(listener.handshakes).isEmpty();
    assertThat(listener.served).isEmpty();
  }

  @Test
  void aHeaderOfAnybodyElseIsNotTls() throws Exception {
    listen(TlsEngine.AUTO, LIMITS, "10.0.0.0/8");
    try (Socket liar = connect()) {
      liar.getOutputStream().write(ascii(V1));
      assertClosed(liar);
    }
    await().until(() -> listener.handshakes.equals(List.of(TlsHandshake.NOT_TLS)));
    try (SSLSocket honest = TlsPeers.connect(listener.securePort(), "")) {
      assertGreeted(honest);
    }
    assertThat(listener.served.get(0).socket().remoteHost()).isEqualTo("127.0.0.1");
  }

  @Test
  void theLogNamesTheClientWhoseHandshakeFailed() throws Exception {
    try (RefusalLines lines = new RefusalLines()) {
      listen(TlsEngine.AUTO, LIMITS, BALANCERS);
      try (Socket plain = connect()) {
        plain.getOutputStream().write(ascii(V1 + "GET / HTTP/1.1\r\n\r\n"));
        assertClosed(plain);
      }
      await().until(() -> !lines.said().isEmpty());
      assertThat(lines.said())
          .singleElement()
          .asString()
          .startsWith("tls-handshake-failed peer=" + CLIENT + ":5555 ");
    }
  }

  private void listen(TlsEngine engine, ConnectionLimits limits, String balancers)
      throws Exception {
    listener = new SecureListener(directory, engine);
    listener.listen(1, SecureListener.HANDSHAKE_MILLIS * 4, limits, balancers);
  }

  private Socket connect() throws IOException {
    return TlsPeers.loopback(listener.securePort());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
