package dev.weir.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.tls.Certificates;
import dev.weir.tls.TlsEngine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link RtmpSocketTest} says of plain sockets, inside TLS. */
final class TlsSocketTest {
  private static final int PIECE = 40_000;

  private final CompletableFuture<RtmpSocket> accepted = new CompletableFuture<>();
  private final CompletableFuture<Context> loop = new CompletableFuture<>();
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
    ByteBuf shared = random();
    byte[] piece = bytes(shared);
    int count = 400;
    // Far more than kernel and peer hold: some go out whole, one in part, and many wait.
    on(
        () -> {
          for (int i = 0; i < count; i++) {
            socket.send(shared);
          }
          assertThat(socket.unsent()).isPositive();
        });
    expect(piece, count);
    awaitEmpty(socket);
    assertThat(shared.refCnt()).isEqualTo(1);
    assertThat(shared.readableBytes()).isEqualTo(PIECE);

    on(
        () -> {
          socket.write(shared.retainedDuplicate());
          socket.send(shared);
          socket.flush();
          socket.send(shared);
          assertThat(socket.bytesOut()).isEqualTo((long) (count + 3) * PIECE);
        });
    expect(piece, 3);
    // Both directions go on, and the end is said in good form: no exception of the peer's.
    peer.getOutputStream().write("hello".getBytes(StandardCharsets.US_ASCII));
    on(shared::release);
    while (heard.length() < 5) {
      on(() -> {});
    }
    on(socket::finish);
    assertThat(peer.getInputStream().read()).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"JDK,true", "OPENSSL,true", "OPENSSL,false"})
  void aPeerThatIsGoneClosesTheSocketAndCostsNothingElse(TlsEngine engine, boolean nativeTransport)
      throws Exception {
    RtmpSocket socket = open(engine, nativeTransport, "TLSv1.3");
    ByteBuf shared = random();
    raw.setSoLinger(true, 0);
    raw.close();
    on(
        () -> {
          for (int i = 0; i < 100; i++) {
            socket.send(shared);
          }
        });
    assertThat(closed.tryAcquire(10, SECONDS)).isTrue();
    on(
        () -> {
          socket.send(shared);
          assertThat(socket.unsent()).isZero();
        });
    assertThat(shared.refCnt()).isEqualTo(1);
    on(shared::release);
  }

  @ParameterizedTest
  @CsvSource({"JDK", "OPENSSL"})
  void aPeerThatTakesNothingIsClosedAtOnce(TlsEngine engine) throws Exception {
    RtmpSocket socket = open(engine, true, "TLSv1.3");
    ByteBuf shared = random();
    on(
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
    ByteBuf shared = random();
    byte[] piece = bytes(shared);
    on(
        () -> {
          socket.send(shared);
          socket.write(shared.retainedDuplicate());
          socket.write(shared);
          socket.finish();
        });
    expect(piece, 3);
    assertThat(peer.getInputStream().read()).isEqualTo(-1);
    assertThat(shared.refCnt()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"JDK,true", "OPENSSL,true", "OPENSSL,false"})
  void whoIsNotReadCannotSendForLong(TlsEngine engine, boolean nativeTransport) throws Exception {
    RtmpSocket socket = open(engine, nativeTransport, "TLSv1.3");
    on(() -> socket.reading(false));
    byte[] piece = new byte[PIECE];
    int count = 500;
    AtomicLong sent = new AtomicLong();
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(
            () -> {
              for (int i = 0; i < count; i++) {
                write(piece);
                sent.addAndGet(PIECE);
              }
            });
    // It comes to a halt: the kernels are full, and of all that next to nothing is here.
    AtomicLong before = new AtomicLong();
    await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> sent.get() > 0 && before.getAndSet(sent.get()) == sent.get());
    assertThat(sender).isNotDone();
    AtomicLong read = new AtomicLong();
    on(() -> read.set(socket.bytesIn()));
    assertThat(read.get()).isLessThan(1 << 20);

    on(() -> socket.reading(true));
    assertThat(sender).succeedsWithin(Duration.ofSeconds(30));
    await()
        .until(
            () -> {
              on(() -> read.set(socket.bytesIn()));
              return read.get() == (long) count * PIECE;
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
                  loop.complete(vertx.getOrCreateContext());
                  TlsEntrance.stand(
                      connected,
                      certificates,
                      () -> accepted.complete(RtmpSocket.attach(connected, new Receiver(), 10_000)),
                      failure ->
                          accepted.completeExceptionally(new AssertionError(failure.reason())));
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, SECONDS)
            .actualPort();
    raw = TlsPeers.loopback(port);
    peer = TlsPeers.over(raw, "", protocol);
    return accepted.get(10, SECONDS);
  }

  private void expect(byte[] piece, int count) throws Exception {
    DataInputStream in = new DataInputStream(peer.getInputStream());
    byte[] got = new byte[piece.length];
    for (int i = 0; i < count; i++) {
      in.readFully(got);
      assertThat(got).isEqualTo(piece);
    }
  }

  private void awaitEmpty(RtmpSocket socket) throws Exception {
    for (long left = 1; left > 0; ) {
      CompletableFuture<Long> unsent = new CompletableFuture<>();
      on(() -> unsent.complete(socket.unsent()));
      left = unsent.get(10, SECONDS);
    }
  }

  /** On the socket's event loop. */
  private void on(Runnable action) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.get(10, SECONDS)
        .runOnContext(
            v -> {
              try {
                action.run();
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    done.get(10, SECONDS);
  }

  private static ByteBuf random() {
    byte[] bytes = new byte[PIECE];
    new Random(PIECE).nextBytes(bytes);
    return PooledByteBufAllocator.DEFAULT.directBuffer(PIECE).writeBytes(bytes);
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.getBytes(buffer.readerIndex(), bytes);
    return bytes;
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
