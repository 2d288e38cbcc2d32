package dev.weir.transport;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Context;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** What tests of one accepted socket need, whether it is encrypted or not. */
final class SocketGround {
  static final int PIECE = 40_000;

  /** The socket of the server, once its peer is there. */
  final CompletableFuture<RtmpSocket> accepted = new CompletableFuture<>();

  /** The event loop that it is on. */
  final CompletableFuture<Context> loop = new CompletableFuture<>();

  /** Does something on the socket's event loop, and waits for it. */
  void on(Runnable action) throws Exception {
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

  /** Waits until the kernel has taken everything. */
  void awaitEmpty(RtmpSocket socket) throws Exception {
    for (long left = 1; left > 0; ) {
      CompletableFuture<Long> unsent = new CompletableFuture<>();
      on(() -> unsent.complete(socket.unsent()));
      left = unsent.get(10, SECONDS);
    }
  }

  /** Reads a piece as often as it has to come. */
  static void expect(InputStream peer, byte[] piece, int count) throws IOException {
    DataInputStream in = new DataInputStream(peer);
    byte[] got = new byte[piece.length];
    for (int i = 0; i < count; i++) {
      in.readFully(got);
      assertThat(got).isEqualTo(piece);
    }
  }

  /** A piece in direct memory; it passes to the caller. */
  static ByteBuf random() {
    byte[] bytes = new byte[PIECE];
    new Random(PIECE).nextBytes(bytes);
    return PooledByteBufAllocator.DEFAULT.directBuffer(PIECE).writeBytes(bytes);
  }

  /** A copy of what is readable; the buffer stays as it is. */
  static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.getBytes(buffer.readerIndex(), bytes);
    return bytes;
  }
}
