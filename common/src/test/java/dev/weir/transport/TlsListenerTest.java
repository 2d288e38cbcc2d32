package dev.weir.transport;

import static dev.weir.transport.SecureListener.assertClosed;
import static dev.weir.transport.SecureListener.assertGreeted;
import static dev.weir.transport.SecureListener.get;
import static dev.weir.transport.SecureListener.silent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.metrics.ConnectionLimit;
import dev.weir.metrics.TlsHandshake;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.tls.ClientTrust;
import dev.weir.tls.SelfSigned;
import dev.weir.tls.TlsEngine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A listener with TLS, for those who mean it well; see HostileTlsTest for the others. */
@Timeout(300)
final class TlsListenerTest {
  private static final Duration VALIDITY = Duration.ofDays(30);

  @TempDir private Path directory;
  private SecureListener listener;

  @AfterEach
  void close() throws Exception {
    listener.close();
  }

  @ParameterizedTest
  @EnumSource(value = TlsEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void bothProtocolsAndBothPortsServe(TlsEngine engine) throws Exception {
    listener = SecureListener.open(directory, engine);
    for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
      try (SSLSocket socket = TlsPeers.connect(listener.securePort(), "", protocol)) {
        assertThat(TlsPeers.shown(socket)).isEqualTo(listener.first.certificate());
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        assertGreeted(socket);
      }
      try (SSLSocket socket = TlsPeers.connect(listener.securePort(), "named.example", protocol)) {
        assertThat(TlsPeers.shown(socket)).isEqualTo(listener.named.certificate());
      }
      try (SSLSocket socket = TlsPeers.connect(listener.securePort(), "no.example", protocol)) {
        assertThat(TlsPeers.shown(socket)).isEqualTo(listener.first.certificate());
      }
    }
    try (Socket plain = TlsPeers.loopback(listener.port())) {
      assertGreeted(plain);
    }
    await().until(() -> listener.handshakes.size() == 6);
    assertThat(listener.handshakes).containsOnly(TlsHandshake.COMPLETED);
  }

  @Test
  void whoSaysNothingIsClosedAndCountedWhenHisTimeIsOver() throws Exception {
    listener = SecureListener.open(directory, TlsEngine.AUTO);
    long begun = System.nanoTime();
    try (Socket silent = TlsPeers.loopback(listener.securePort());
        Socket slow = TlsPeers.loopback(listener.securePort())) {
      slow.getOutputStream().write(0x16);
      assertClosed(silent);
      assertClosed(slow);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    assertThat(millis).isGreaterThanOrEqualTo(SecureListener.HANDSHAKE_MILLIS - 50);
    await()
        .until(
            () ->
                listener.handshakes.equals(
                    List.of(TlsHandshake.TIMED_OUT, TlsHandshake.TIMED_OUT)));
  }

  @Test
  void handshakesUnderWayCountAsConnectionsThatAreNotLetInYet() throws Exception {
    listener =
        new SecureListener(directory, TlsEngine.AUTO)
            .listen(1, 60_000, new ConnectionLimits(100, 0, 100, 2, 0), "");
    try (Socket silent = TlsPeers.loopback(listener.securePort());
        Socket slow = TlsPeers.loopback(listener.securePort())) {
      slow.getOutputStream().write(0x16);
      // The third of one address, over either port.
      for (int port : new int[] {listener.securePort(), listener.port()}) {
        try (Socket third = TlsPeers.loopback(port)) {
          assertClosed(third);
        }
      }
      assertThat(listener.refused)
          .containsExactly(
              ConnectionLimit.PENDING_PER_ADDRESS, ConnectionLimit.PENDING_PER_ADDRESS);
      assertThat(silent.isClosed()).isFalse();
    }
    // Each was counted once: there is room again.
    await().until(this::isLetIn);
  }

  private boolean isLetIn() throws Exception {
    try (SSLSocket socket = TlsPeers.connect(listener.securePort(), "")) {
      assertGreeted(socket);
      return true;
    } catch (IOException refusal) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource(value = TlsEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void aThousandHandshakesDuringSwapsAllSucceedAndNobodyIsDropped(TlsEngine engine)
      throws Exception {
    listener = new SecureListener(directory, engine);
    listener.listen(2, 120_000, SecureListener.MANY, "");
    // The chains differ in two places: half of one and half of the other would not be believed.
    SelfSigned oneRoot = TlsPeers.made("one");
    SelfSigned twoRoot = TlsPeers.made("two");
    SelfSigned one = leaf(oneRoot);
    SelfSigned two = leaf(twoRoot);
    try (SSLSocket stays = TlsPeers.connect(listener.securePort(), "")) {
      listener.swapTo(two);
      listener.swapTo(one);
      assertGreeted(stays);
    }
    Set<X509Certificate> shown = ConcurrentHashMap.newKeySet();
    NetClient client = listener.vertx.createNetClient(believing(oneRoot, twoRoot));
    List<Future<NetSocket>> connects = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      connects.add(
          client
              .connect(listener.securePort(), "127.0.0.1")
              .onSuccess(socket -> shown.add(shown(socket))));
    }
    CompletableFuture<?> all = Future.join(connects).toCompletionStage().toCompletableFuture();
    int swaps = 0;
    while (!all.isDone() || swaps < 2) {
      listener.swapTo(swaps++ % 2 == 0 ? two : one);
    }
    all.get(1, TimeUnit.SECONDS);
    assertThat(shown).containsOnly(one.certificate(), two.certificate());
    SelfSigned last = TlsPeers.made("127.0.0.1");
    listener.swapTo(last);
    try (SSLSocket next = TlsPeers.connect(listener.securePort(), "")) {
      assertThat(TlsPeers.shown(next)).isEqualTo(last.certificate());
    }
    await().until(() -> listener.handshakes.size() == 1_002);
    assertThat(listener.handshakes).containsOnly(TlsHandshake.COMPLETED);
  }

  /** A certificate with another one between it and the root. */
  private static SelfSigned leaf(SelfSigned root) {
    return root.issue(VALIDITY, "between").issue(VALIDITY, "127.0.0.1");
  }

  private static NetClientOptions believing(SelfSigned... roots) throws Exception {
    NetClientOptions options = new NetClientOptions().setSsl(true).setSslHandshakeTimeout(120);
    options
        .setTrustOptions(TrustOptions.wrap(ClientTrust.manager(roots)))
        .setHostnameVerificationAlgorithm("HTTPS");
    return options;
  }

  private static X509Certificate shown(NetSocket socket) {
    try {
      return (X509Certificate) socket.sslSession().getPeerCertificates()[0];
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aDiallerBelievesWhomItShouldAndNobodyElse() throws Exception {
    listener = SecureListener.open(directory, TlsEngine.AUTO);
    DialTls believing = new DialTls(ClientTrust.manager(listener.first), "");

    assertThat(dial(believing, "127.0.0.1")).isNotNull();
    assertThatThrownBy(
            () -> dial(new DialTls(ClientTrust.manager(TlsPeers.made("x")), ""), "127.0.0.1"))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(SSLException.class);
    // The certificate is that of the address, and not of this name.
    assertThatThrownBy(() -> dial(believing, "localhost"))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(SSLException.class);
    // One name for all of them, whatever their addresses are.
    DialTls byName = new DialTls(ClientTrust.manager(listener.named), "named.example");
    assertThat(dial(byName, "127.0.0.1")).isNotNull();
    await().until(() -> listener.handshakes.size() == 4);
    assertThat(listener.handshakes).filteredOn(TlsHandshake.COMPLETED::equals).hasSize(2);
  }

  @Test
  void aPortInUseIsSaidInWordsOfItsSetting() throws Exception {
    listener = SecureListener.open(directory, TlsEngine.AUTO);
    SecurePort taken =
        new SecurePort("127.0.0.1", listener.securePort(), listener.certificates, 1_000);

    // Within one Vert.x two servers share a port.
    Vertx other = Vertx.vertx();
    try {
      assertThatThrownBy(() -> get(listener.listen(other, taken)))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(ListenException.class)
          .hasMessage("rtmps.port: " + taken.port() + " is already in use on 127.0.0.1");
    } finally {
      get(other.close());
    }
  }

  private ClientConnection dial(DialTls tls, String host) throws Exception {
    RtmpDialer dialer = new RtmpDialer(listener.vertx, SessionSettings.DEFAULT, Optional.of(tls));
    RtmpUrl url = new RtmpUrl(true, host, listener.securePort(), "live", "x");
    ClientTarget target = ClientTarget.of(ClientTarget.Role.PLAY, url);
    return get(dialer.dial(host, url.port(), target, link -> silent(ClientHandler.class)));
  }
}
