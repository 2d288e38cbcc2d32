package dev.weir.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.tls.Certificates;
import dev.weir.tls.TlsEngine;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link RtmpSocketTest} says of plain sockets, inside TLS. */
final class TlsSocketTest {
  private final SocketGround ground = new SocketGround();
  private final StringBuilder heard = new StringBuilder();
  private final Semaphore closed = new Semaphore(0);
  private Vertx vertx;
  private Socket raw;
  private SSLSocket peer;
  private volatile Throwable why;

  @AfterEach
  void stop() throws Exception {
    peer.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "JDK,true,TLSv1.3",
    "OPENSSL,true,TLSv1.3",
    "OPENSSL,true,TLSv1.2",
    "JDK,false,TLSv1.2"
  })
  void sharedBytesArriveInOrderWhateverTheKernelTakes(
      TlsEngine engine, boolean nativeTransport, String protocol) throws Exception {
    RtmpSocket socket = open(engine, nativeTransport, protocol);
    assertThat(socket.isSecure()).isTrue();
    ByteBuf shared = SocketGround.random();
    byte[] piece = SocketGround.bytes(shared);
    int count = 400;
    // Far more than kernel and peer hold: some go out whole, one in part, and many wait.
    ground.on(
        () -> {
          for (int i = 0; i < count; i++) {
            socket.send(shared);
          }
          assertThat(socket.unsent()).isPositive();
        });
    SocketGround.expect(peer.getInputStream(), piece, count);
    ground.awaitEmpty(socket);
    assertThat(shared.refCnt()).isEqualTo(1);
    assertThat(shared.readableBytes()).isEqualTo(SocketGround.PIECE);

    ground.on(
        () -> {
          socket.write(shared.retainedDuplicate());
          socket.send(shared);
          socket.flush();
          socket.send(shared);
          assertThat(socket.bytesOut()).isEqualTo((long) (count + 3) * SocketGround.PIECE);
        });
    SocketGround.expect(peer.getInputStream(), piece, 3);
    // Both directions go on, and the end is said in good form: no exception of the peer's.
    peer.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
    ground.on(shared::release);
    while (heard.length() < 5) {
      ground.on(() -> {});
    }
    ground.on(socket::finish);
    assertThat(peer.getInputStream().read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"JDK,true", "OPENSSL,true", "OPENSSL,false"})
  void aPeerThatIsGoneClosesTheSocketAndCostsNothingElse(TlsEngine engine, boolean nativeTransport)
      throws Exception {
    RtmpSocket socket = open(engine, nativeTransport, "TLSv1.3");
    ByteBuf shared = SocketGround.random();
    raw.setSoLinger(true, 0);
    raw.close();
    ground.on(
        () -> {
          for (int i = 0; i < 100; i++) {
            socket.send(shared);
          }
        });
    assertThat(closed.tryAcquire(10, SECONDS)).isTrue();
    ground.on(
        () -> {
          socket.send(shared);
          assertThat(socket.unsent()).isZero();
        });
    assertThat(shared.refCnt()).isEqualTo(1);
    ground.on(shared::release);
  }

  @ParameterizedTest
  @CsvSource({"JDK", "OPENSSL"})
  void aPeerThatTakesNothingIsClosedAtOnce(TlsEngine engine) throws Exception {
    RtmpSocket socket = open(engine, true, "TLSv1.3");
    ByteBuf shared = SocketGround.random();
    ground.on(
        () -> {
          for (int i = 0; i < 400; i++) {
            socket.send(shared);
          }
          socket.close();
          shared.release();
        });
    // The handler alone would give it three seconds.
    assertThat(closed.tryAcquire(2, SECONDS)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"JDK", "OPENSSL"})
  void garbageAfterTheKeysIsThePeersFaultAndEndsIt(TlsEngine engine) throws Exception {
    open(engine, true, "TLSv1.3");

    raw.getOutputStream().write(new byte[] {0x17, 3, 3, 0, 64});
    raw.getOutputStream().write(new byte[64]);

    // Nobody writes anything: what closes is the read.
    assertThat(closed.tryAcquire(10, SECONDS)).isTrue();
    // The alert before the end.
    assertThat(raw.getInputStream().read()).isNotNegative();
    assertThat(why).isInstanceOf(IOException.class);
    assertThat(new CloseReason(CloseReason.Kind.PEER, "").orBecauseOf(why).kind())
        .isEqualTo(CloseReason.Kind.PEER);
  }

  @ParameterizedTest
  @CsvSource({"JDK,true", "OPENSSL,true", "OPENSSL,false"})
  void whatIsOnlyWrittenGoesOutBeforeTheEnd(TlsEngine engine, boolean nativeTransport)
      throws Exception {
    RtmpSocket socket = open(engine, nativeTransport, "TLSv1.3");
    ByteBuf shared = SocketGround.random();
    byte[] piece = SocketGround.bytes(shared);
    ground.on(
        () -> {
          socket.send(shared);
          socket.write(shared.retainedDuplicate());
          socket.write(shared);
          socket.finish();
        });
    SocketGround.expect(peer.getInputStream(), piece, 3);
    assertThat(peer.getInputStream().read()).isEqualTo(-1);
    assertThat(shared.refCnt()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"JDK,true", "OPENSSL,true", "OPENSSL,false"})
  void whoIsNotReadCannotSendForLong(TlsEngine engine, boolean nativeTransport) throws Exception {
    RtmpSocket socket = open(engine, nativeTransport, "TLSv1.3");
    ground.on(() -> socket.reading(false));
    byte[] piece = new byte[SocketGround.PIECE];
    int count = 500;
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < count; i++) {
                write(piece);
                sent.addAndGet(SocketGround.PIECE);
              }
            });
    // It comes to a halt: the kernels are full, and of all that next to nothing is here.
    AtomicLong before = new AtomicLong();
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> sent.get() > 0 && before.getAndSet(sent.get()) == sent.get());
    assertThat(sender).isNotDone();
    AtomicLong read = new AtomicLong();
    ground.on(() -> read.set(socket.bytesIn()));
    assertThat(read.get()).isLessThan(1 << 20);

    ground.on(() -> socket.reading(true));
    assertThat(sender).succeedsWithin(Duration.ofSeconds(30));
    await()
        .until(
            () -> {
              ground.on(() -> read.set(socket.bytesIn()));
              return read.get() == (long) count * SocketGround.PIECE;
            });
  }

  private void write(byte[] bytes) {
    try {
      peer.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RtmpSocket open(TlsEngine engine, boolean nativeTransport, String protocol)
      throws Exception {
    vertx =
        Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(nativeTransport));
    Certificates certificates = TlsPeers.certificates(engine, TlsPeers.LOOPBACK);
    int port =
        vertx
            .createNetServer()
            .connectHandler(
                connected -> {
                  ground.loop.complete(vertx.getOrCreateContext());
                  TlsEntrance.stand(
                      connected,
                      certificates,
                      () ->
                          ground.accepted.complete(
                              RtmpSocket.attach(connected, new Receiver(), 10_000)),
                      failure ->
                          ground.accepted.completeExceptionally(
                              new AssertionError(failure.reason())));
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, SECONDS)
            .actualPort();
    raw = TlsPeers.loopback(port);
    peer = TlsPeers.over(raw, "", protocol);
    return ground.accepted.get(10, SECONDS);
  }

  private final class Receiver implements RtmpSocket.Receiver {
    @Override
    public void onBytes(ByteBuf bytes) {
      heard.append(bytes.toString(StandardCharsets.US_ASCII));
      bytes.release();
    }

    @Override
    public void onReadComplete() {}

    @Override
    public void onClosed(Throwable failure) {
      why = failure;
      closed.release();
    }
  }
}
