package dev.weir.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.access.AddressRange;
import dev.weir.metrics.ConnectionLimit;
import dev.weir.metrics.TlsHandshake;
import dev.weir.rtmp.RtmpError;
import dev.weir.rtmp.session.SessionSettings;
import dev.weir.tls.CertificateFiles;
import dev.weir.tls.Certificates;
import dev.weir.tls.Reload;
import dev.weir.tls.SelfSigned;
import dev.weir.tls.TlsEngine;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A real listener with TLS and without, over loopback, whose connections do nothing. It has one
 * certificate for {@code 127.0.0.1} and one for {@code named.example}.
 */
final class SecureListener implements TransportObserver {
  static final int HANDSHAKE_MILLIS = 1_500;
  static final ConnectionLimits MANY = ConnectionLimits.of(5_000);

  private static final int RTMP_HELLO = 1 + 1_536;
  private static final int RTMP_ANSWER = 1 + 2 * 1_536;

  final Vertx vertx =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setPreferNativeTransport(true));
  final List<TlsHandshake> handshakes = new CopyOnWriteArrayList<>();
  final List<ConnectionLimit> refused = new CopyOnWriteArrayList<>();
  final List<RtmpError> errors = new CopyOnWriteArrayList<>();
  final List<ServerConnection> served = new CopyOnWriteArrayList<>();
  final SelfSigned first = TlsPeers.made("127.0.0.1");
  final SelfSigned named = TlsPeers.made("named.example");
  final Certificates certificates;
  private final CertificateFiles files;
  private RtmpListener listener;

  SecureListener(Path directory, TlsEngine engine) throws IOException {
    files = TlsPeers.files(directory, "");
    CertificateFiles other = TlsPeers.files(directory, "named.example");
    first.write(files.certificate(), files.key());
    named.write(other.certificate(), other.key());
    certificates = Certificates.open(List.of(files, other), engine);
  }

  /** With the usual limits. */
  static SecureListener open(Path directory, TlsEngine engine) throws Exception {
    return new SecureListener(directory, engine).listen(2, HANDSHAKE_MILLIS, MANY, "");
  }

  /**
   * Listens.
   *
   * @param balancers who has to send a PROXY header; empty for nobody
   */
  SecureListener listen(int loops, int handshakeMillis, ConnectionLimits limits, String balancers)
      throws Exception {
    SecurePort port = new SecurePort("127.0.0.1", 0, certificates, handshakeMillis);
    listener = get(listen(vertx, settings(loops, limits, balancers, port)));
    return this;
  }

  /** Another one, on this very port. */
  Future<RtmpListener> listen(Vertx on, SecurePort port) {
    return listen(on, settings(1, MANY, "", port));
  }

  private Future<RtmpListener> listen(Vertx on, ListenerSettings settings) {
    return RtmpListener.listen(
        on,
        settings,
        this,
        connection -> {
          served.add(connection);
          return silent(ServerHandler.class);
        });
  }

  private static ListenerSettings settings(
      int loops, ConnectionLimits limits, String balancers, SecurePort port) {
    return new ListenerSettings(
        "127.0.0.1",
        0,
        1_024,
        loops,
        limits,
        AddressRange.parse(balancers).stream().toList(),
        0,
        0,
        PeerPatience.DEFAULT,
        SessionSettings.DEFAULT,
        Optional.of(port));
  }

  /** The port without TLS. */
  int port() {
    return listener.port();
  }

  int securePort() {
    return listener.securePort();
  }

  /** Serves this from now on to those who do not ask for a name. */
  void swapTo(SelfSigned made) throws IOException {
    made.write(files.certificate(), files.key());
    assertThat(certificates.look()).isEqualTo(Reload.UNCHANGED);
    assertThat(certificates.look()).isEqualTo(Reload.DONE);
  }

  void close() throws Exception {
    get(vertx.close());
  }

  @Override
  public void onTlsHandshake(TlsHandshake result) {
    handshakes.add(result);
  }

  @Override
  public void onRefused(ConnectionLimit limit) {
    refused.add(limit);
  }

  @Override
  public void onBytesIn(int bytes) {}

  @Override
  public void onProtocolError(RtmpError error) {
    errors.add(error);
  }

  /** RTMP's handshake is answered. */
  static void assertGreeted(Socket socket) throws IOException {
    byte[] hello = new byte[RTMP_HELLO];
    hello[0] = 3;
    socket.getOutputStream().write(hello);
    assertThat(socket.getInputStream().readNBytes(RTMP_ANSWER)).hasSize(RTMP_ANSWER);
  }

  /** Reads alerts, if any, and then the end. */
  static void assertClosed(Socket peer) {
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

  /** Does nothing about anything. */
  static <T> T silent(Class<T> handler) {
    return handler.cast(
        Proxy.newProxyInstance(
            handler.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> null));
  }

  static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
