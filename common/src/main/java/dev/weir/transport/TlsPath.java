package dev.weir.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.FastThreadLocal;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;

/**
 * The short way of a shared buffer to the kernel through TLS: what many sockets share is encrypted
 * for this one into memory that all sockets of the event loop take turns with, and goes from there
 * to the kernel. By way of the handler each of them would have buffers, promises and queues of its
 * own for it.
 *
 * <p>The engine is the handler's and numbers its records, so what it made has to be sent in its
 * order: what the kernel does not take is queued below the handler.
 */
final class TlsPath {
  /** A few records: most flushes are one. */
  private static final int SCRATCH = 72 << 10;

  private static final FastThreadLocal<ByteBuffer> LOOP_SCRATCH =
      new FastThreadLocal<>() {
        @Override
        protected ByteBuffer initialValue() {
          return ByteBuffer.allocateDirect(SCRATCH);
        }
      };

  private final Socket socket;
  private final SSLEngine engine;

  /** The handler's place: a write from here is not encrypted again. */
  private final ChannelHandlerContext below;

  TlsPath(Socket socket, SSLEngine engine, ChannelHandlerContext below) {
    this.socket = socket;
    this.engine = engine;
    this.below = below;
  }

  /**
   * Sends as much as the kernel takes now.
   *
   * @param shared direct memory; stays the caller's, with its indices as they are
   * @return bytes of it that are dealt with; negative when the socket is closed
   */
  int send(ByteBuf shared) throws IOException {
    int size = shared.readableBytes();
    ByteBuffer plain = shared.nioBuffer(shared.readerIndex(), size);
    ByteBuffer scratch = LOOP_SCRATCH.get();
    boolean open = true;
    while (open && plain.hasRemaining()) {
      if (!socket.isOpen()) {
        return -1;
      }
      scratch.clear();
      open = encrypt(plain, scratch) && flush(scratch);
    }
    return size - plain.remaining();
  }

  /** Fills the scratch as far as it goes; false when the engine wants something else first. */
  private boolean encrypt(ByteBuffer plain, ByteBuffer scratch) throws SSLException {
    while (plain.hasRemaining()) {
      int before = scratch.position();
      SSLEngineResult result = engine.wrap(plain, scratch);
      switch (result.getStatus()) {
        case OK -> {
          if (scratch.position() == before) {
            return scratch.position() > 0;
          }
        }
        case BUFFER_OVERFLOW -> {
          if (before == 0) {
            throw new SSLException("a record is larger than " + SCRATCH);
          }
          return true;
        }
        default -> throw new SSLException("TLS is closed");
      }
    }
    return true;
  }

  /** Sends the scratch; false when the kernel does not take all of it, and the rest is queued. */
  private boolean flush(ByteBuffer scratch) throws IOException {
    int made = scratch.position();
    int taken = socket.send(scratch, 0, made);
    if (taken == made) {
      return true;
    }
    ByteBuf rest = below.alloc().directBuffer(made - taken);
    scratch.flip().position(taken);
    rest.writeBytes(scratch);
    below.writeAndFlush(rest, below.voidPromise());
    return false;
  }
}
