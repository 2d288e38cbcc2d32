package dev.weir.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RtmpSocketTest {
  private final SocketGround ground = new SocketGround();
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
    ground.on(shared::release);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aPeerThatIsGoneClosesTheSocketAndCostsNothingElse(boolean nativeTransport) throws Exception {
    RtmpSocket socket = open(nativeTransport);
    ByteBuf shared = SocketGround.random();
    peer.setSoLinger(true, 0);
    peer.close();
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
  @ValueSource(booleans = {true, false})
  void afterItsEndNothingIsSent(boolean nativeTransport) throws Exception {
    RtmpSocket socket = open(nativeTransport);
    ByteBuf shared = SocketGround.random();
    ground.on(
        () -> {
          socket.send(shared);
          socket.finish();
          socket.send(shared);
          socket.close();
          socket.send(shared);
        });
    assertThat(peer.getInputStream().readAllBytes().length).isLessThanOrEqualTo(SocketGround.PIECE);
    ground.on(shared::release);
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
                  ground.loop.complete(vertx.getOrCreateContext());
                  ground.accepted.complete(RtmpSocket.attach(connected, new Receiver(), 10_000));
                })
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, SECONDS)
            .actualPort();
    peer = new Socket(InetAddress.getLoopbackAddress(), port);
    peer.setSoTimeout(10_000);
    return ground.accepted.get(10, SECONDS);
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
