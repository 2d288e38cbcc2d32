package dev.weir.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtmpSocketTest {
  private static final int PIECE = 40_000;

  private final CompletableFuture<RtmpSocket> accepted = new CompletableFuture<>();
  private final CompletableFuture<Context> loop = new CompletableFuture<>();
  private final Semaphore closed = new Semaphore(0);
  private Vertx vertx;
  private Socket peer;
  private volatile Error broken;
  private volatile Throwable why;

  @AfterEach
  void stop() throws Exception {
    peer.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sharedBytesArriveInOrderWhateverTheKernelTakes(boolean nativeTransport) throws Exception {
    RtmpSocket socket = open(nativeTransport);
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
    on(shared::release);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerThatIsGoneClosesTheSocketAndCostsNothingElse(boolean nativeTransport) throws Exception {
    RtmpSocket socket = open(nativeTransport);
    ByteBuf shared = random();
    peer.setSoLinger(true, 0);
    peer.close();
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
  @ValueSource(booleans = {true, false})
  void afterItsEndNothingIsSent(boolean nativeTransport) throws Exception {
    RtmpSocket socket = open(nativeTransport);
    ByteBuf shared = random();
    on(
        () -> {
          socket.send(shared);
          socket.finish();
          socket.send(shared);
          socket.close();
          socket.send(shared);
        });
    assertThat(peer.getInputStream().readAllBytes().length).isLessThanOrEqualTo(PIECE);
    on(shared::release);
  }

  @Test
  void aFaultOfOursEndsTheConnectionAndIsKnown() throws Exception {
    open(true);
    broken = new NoSuchMethodError("expected by the test");

    peer.getOutputStream().write(1);

    assertThat(closed.tryAcquire(10, SECONDS)).isTrue();
    assertThat(why).isSameAs(broken);
  }

  private RtmpSocket open(boolean nativeTransport) throws Exception {
    vertx =
        Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(nativeTransport));
    int port =
        vertx
            .createNetServer()
            .connectHandler(
                connected -> {
                  loop.complete(vertx.getOrCreateContext());
                  accepted.complete(RtmpSocket.attach(connected, new Receiver(), 10_000));
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, SECONDS)
            .actualPort();
    peer = new Socket(InetAddress.getLoopbackAddress(), port);
    peer.setSoTimeout(10_000);
    return accepted.get(10, SECONDS);
  }

  private void expect(byte[] piece, int count) throws IOException {
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
      bytes.release();
      if (broken != null) {
        throw broken;
      }
    }

    @Override
    public void onReadComplete() {
      // Nothing is awaited from the peer.
    }

    @Override
    public void onClosed(Throwable failure) {
      why = failure;
      closed.release();
    }
  }
}
