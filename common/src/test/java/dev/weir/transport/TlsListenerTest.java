package dev.weir.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.weir.metrics.TlsHandshake;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.session.ClientTarget;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.tls.CertificateFiles;
import dev.weir.tls.Certificates;
import dev.weir.tls.Reload;
import dev.weir.tls.SelfSigned;
import dev.weir.tls.TlsEngine;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
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

/** A listener with TLS; rows are those of the table of hostile inputs. */
@Timeout(120)
final class TlsListenerTest {
  private static final int HANDSHAKE_MILLIS = 1_500;

  /** A record of 9 bytes whose hello would have 16 MiB. */
  private static final byte[] HUGE = HexFormat.of().parseHex("160301000401ffffff");

  private final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
  private final List<TlsHandshake> handshakes = new CopyOnWriteArrayList<>();
  private final SelfSigned first = TlsPeers.made("127.0.0.1");
  private final SelfSigned second = TlsPeers.made("127.0.0.1");
  private final SelfSigned named = TlsPeers.made("named.example");
  @TempDir private Path directory;
  private Certificates certificates;
  private CertificateFiles files;
  private RtmpListener listener;

  @AfterEach
  void close() throws Exception {
    get(vertx.close());
  }

  @ParameterizedTest
  @EnumSource(value = TlsEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void bothProtocolsAndBothPortsServe(TlsEngine engine) throws Exception {
    listen(engine);
    for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
      try (SSLSocket socket = TlsPeers.connect(listener.securePort(), "", protocol)) {
        assertThat(TlsPeers.shown(socket)).isEqualTo(first.certificate());
        assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
        assertGreeted(socket);
      }
      try (SSLSocket socket = TlsPeers.connect(listener.securePort(), "named.example", protocol)) {
        assertThat(TlsPeers.shown(socket)).isEqualTo(named.certificate());
      }
      try (SSLSocket socket = TlsPeers.connect(listener.securePort(), "no.example", protocol)) {
        assertThat(TlsPeers.shown(socket)).isEqualTo(first.certificate());
      }
    }
    try (Socket plain = TlsPeers.loopback(listener.port())) {
      assertGreeted(plain);
    }
    assertThat(handshakes).hasSize(6).containsOnly(TlsHandshake.COMPLETED);
  }

  @ParameterizedTest
  @EnumSource(value = TlsEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void row30OldProtocolsAndPlainBytesAreRefused(TlsEngine engine) throws Exception {
    listen(engine);
    try (Socket old = TlsPeers.loopback(listener.securePort())) {
      // A hello of TLS 1.0 with one cipher.
      old.getOutputStream()
          .write(
              HexFormat.of()
                  .parseHex("160301002d010000290301" + "00".repeat(32) + "000002002f0100"));
      assertClosed(old);
    }
    await().until(() -> handshakes.equals(List.of(TlsHandshake.FAILED)));
    for (String opening : new String[] {"03" + "00".repeat(1536), "474554202f20485454500d0a0d0a"}) {
      try (Socket plain = TlsPeers.loopback(listener.securePort())) {
        plain.getOutputStream().write(HexFormat.of().parseHex(opening));
        assertClosed(plain);
      }
    }
    await()
        .until(
            () ->
                handshakes.equals(
                    List.of(TlsHandshake.FAILED, TlsHandshake.NOT_TLS, TlsHandshake.NOT_TLS)));
  }

  @ParameterizedTest
  @EnumSource(value = TlsEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void row30AHelloSplitAcrossRecordsStillGetsTheNameItAsksFor(TlsEngine engine) throws Exception {
    listen(engine);
    try (SSLSocket socket =
        TlsPeers.over(new SplitHello(TlsPeers.loopback(listener.securePort())), "named.example")) {
      assertThat(TlsPeers.shown(socket)).isEqualTo(named.certificate());
    }
  }

  @Test
  void row28HellosThatAnnounceALotCostLittleAndEndSoon() throws Exception {
    listen(TlsEngine.AUTO);
    List<Socket> peers = new ArrayList<>();
    try {
      openHuge(peers, 50);
      awaitClosed(peers);
      long heap = usedAfterGc();
      long direct = PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();

      openHuge(peers, 1_000);
      assertThat(PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory() - direct)
          .isLessThan(16 << 20);
      assertThat(usedAfterGc() - heap).isLessThan(16 << 20);
      awaitClosed(peers);
    } finally {
      for (Socket peer : peers) {
        peer.close();
      }
    }
    await().until(() -> handshakes.size() >= 1_050);
    assertThat(handshakes).doesNotContain(TlsHandshake.COMPLETED);
  }

  @Test
  void whoSaysNothingIsClosedAndCountedWhenHisTimeIsOver() throws Exception {
    listen(TlsEngine.AUTO);
    long begun = System.nanoTime();
    try (Socket silent = TlsPeers.loopback(listener.securePort());
        Socket slow = TlsPeers.loopback(listener.securePort())) {
      slow.getOutputStream().write(0x16);
      assertClosed(silent);
      assertClosed(slow);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    assertThat(millis).isBetween((long) HANDSHAKE_MILLIS - 50, HANDSHAKE_MILLIS + 1_500L);
    await().until(() -> handshakes.equals(List.of(TlsHandshake.TIMED_OUT, TlsHandshake.TIMED_OUT)));
  }

  @Test
  void row29AHundredThousandNamesMakeNoContexts() throws Exception {
    listen(TlsEngine.AUTO);
    // Those that the listener is asked for come from here; see CertificatesTest for the count.
    for (int i = 0; i < 200; i++) {
      try (SSLSocket socket = TlsPeers.connect(listener.securePort(), "n" + i + ".named.example")) {
        assertThat(TlsPeers.shown(socket)).isEqualTo(first.certificate());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = TlsEngine.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
  void aThousandHandshakesDuringSwapsAllSucceedAndNobodyIsDropped(TlsEngine engine)
      throws Exception {
    listen(engine, 60_000);
    NetClientOptions options = new NetClientOptions().setSsl(true).setSslHandshakeTimeout(60);
    options
        .setTrustOptions(TrustOptions.wrap(TlsPeers.trust(first, second)))
        .setHostnameVerificationAlgorithm("HTTPS");
    NetClient client = vertx.createNetClient(options);
    Set<X509Certificate> shown = ConcurrentHashMap.newKeySet();
    try (SSLSocket stays = TlsPeers.connect(listener.securePort(), "")) {
      swapTo(second);
      swapTo(first);
      assertGreeted(stays);
    }
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
      swapTo(swaps++ % 2 == 0 ? second : first);
    }
    all.get(60, TimeUnit.SECONDS);
    assertThat(shown).containsOnly(first.certificate(), second.certificate());
    swapTo(swaps % 2 == 0 ? second : first);
    try (SSLSocket next = TlsPeers.connect(listener.securePort(), "")) {
      assertThat(TlsPeers.shown(next)).isEqualTo((swaps % 2 == 0 ? second : first).certificate());
    }
    assertThat(handshakes).hasSize(1_002).containsOnly(TlsHandshake.COMPLETED);
  }

  private void swapTo(SelfSigned made) throws IOException {
    made.write(files.certificate(), files.key());
    assertThat(certificates.look()).isEqualTo(Reload.UNCHANGED);
    assertThat(certificates.look()).isEqualTo(Reload.DONE);
  }

  @Test
  void aDiallerBelievesWhomItShouldAndNobodyElse() throws Exception {
    listen(TlsEngine.AUTO);

    assertThat(dial(new DialTls(TlsPeers.trust(first), ""), "127.0.0.1")).isNotNull();
    assertThatThrownBy(() -> dial(new DialTls(TlsPeers.trust(second), ""), "127.0.0.1"))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(SSLException.class);
    // The certificate is that of the address, and not of this name.
    assertThatThrownBy(() -> dial(new DialTls(TlsPeers.trust(first), ""), "localhost"))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(SSLException.class);
    // One name for all of them, whatever their addresses are.
    assertThat(dial(new DialTls(TlsPeers.trust(named), "named.example"), "127.0.0.1")).isNotNull();
    await().until(() -> handshakes.size() == 4);
    assertThat(handshakes).filteredOn(TlsHandshake.COMPLETED::equals).hasSize(2);
  }

  @Test
  void aPortInUseIsSaidInWordsOfItsSetting() throws Exception {
    listen(TlsEngine.AUTO);
    SecurePort taken = new SecurePort("127.0.0.1", listener.securePort(), certificates, 1_000);

    // Within one Vert.x two servers share a port.
    Vertx other = Vertx.vertx();
    try {
      assertThatThrownBy(() -> get(listen(other, settings().with(taken))))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(ListenException.class)
          .hasMessage("rtmps.port: " + taken.port() + " is already in use on 127.0.0.1");
    } finally {
      get(other.close());
    }
  }

  private void listen(TlsEngine engine) throws Exception {
    listen(engine, HANDSHAKE_MILLIS);
  }

  private void listen(TlsEngine engine, int handshakeMillis) throws Exception {
    files = TlsPeers.files(directory, "");
    CertificateFiles other = TlsPeers.files(directory, "named.example");
    first.write(files.certificate(), files.key());
    named.write(other.certificate(), other.key());
    certificates = Certificates.open(List.of(files, other), engine);
    SecurePort port = new SecurePort("127.0.0.1", 0, certificates, handshakeMillis);
    listener = get(listen(vertx, settings().with(port)));
  }

  private Future<RtmpListener> listen(Vertx on, ListenerSettings settings) {
    return RtmpListener.listen(
        on, settings, new Watcher(), connection -> silent(ServerHandler.class));
  }

  private static ListenerSettings settings() {
    return new ListenerSettings(
        "127.0.0.1",
        0,
        1024,
        2,
        5_000,
        0,
        5_000,
        0,
        0,
        PeerPatience.DEFAULT,
        SessionSettings.DEFAULT);
  }

  private ClientConnection dial(DialTls tls, String host) throws Exception {
    RtmpDialer dialer = new RtmpDialer(vertx, SessionSettings.DEFAULT, Optional.of(tls));
    RtmpUrl url = new RtmpUrl(true, host, listener.securePort(), "live", "x");
    ClientTarget target = ClientTarget.of(ClientTarget.Role.PLAY, url);
    return get(dialer.dial(host, url.port(), target, link -> silent(ClientHandler.class)));
  }

  private void openHuge(List<Socket> peers, int count) throws IOException {
    peers.clear();
    for (int i = 0; i < count; i++) {
      Socket peer = TlsPeers.loopback(listener.securePort());
      peer.getOutputStream().write(HUGE);
      peers.add(peer);
    }
  }

  private static void awaitClosed(List<Socket> peers) throws IOException {
    for (Socket peer : peers) {
      assertClosed(peer);
      peer.close();
    }
  }

  /** Reads alerts, if any, and then the end. */
  private static void assertClosed(Socket peer) {
    assertThatCode(
            () -> {
              try {
                assertThat(peer.getInputStream().readAllBytes()).hasSizeLessThan(64);
              } catch (SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
              }
            })
        .doesNotThrowAnyException();
  }

  /** The server answers the RTMP handshake. */
  private static void assertGreeted(Socket socket) throws IOException {
    byte[] opening = new byte[1 + 1536];
    opening[0] = 3;
    socket.getOutputStream().write(opening);
    assertThat(socket.getInputStream().readNBytes(1 + 2 * 1536)).hasSize(1 + 2 * 1536);
  }

  private static long usedAfterGc() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static X509Certificate shown(NetSocket socket) {
    try {
      return (X509Certificate) socket.sslSession().getPeerCertificates()[0];
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  /** Does nothing about anything. */
  private static <T> T silent(Class<T> handler) {
    return handler.cast(
        Proxy.newProxyInstance(
            handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> null));
  }

  private final class Watcher implements TransportObserver {
    @Override
    public void onTlsHandshake(TlsHandshake result) {
      handshakes.add(result);
    }

    @Override
    public void onRefused(String limit) {}

    @Override
    public void onBytesIn(int bytes) {}

    @Override
    public void onProtocolError(RtmpError error) {}
  }
}
