package dev.weir.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.unix.Socket;
import java.io.IOException;

/**
 * The short way of a shared buffer to the kernel, past the channel: by way of that a write touches
 * twice the memory, none of which is in the cache any more when thousands of sockets take turns. It
 * may be taken only while the channel has nothing queued.
 */
interface SocketPath {
  /**
   * Sends as much as the kernel takes now.
   *
   * @param shared direct memory; stays the caller's, with its indices as they are
   * @return bytes of it that are dealt with; negative when the socket is closed
   */
  int send(ByteBuf shared) throws IOException;

  /** Of a socket that nothing stands before. */
  record Plain(Socket socket) implements SocketPath {
    @Override
    public int send(ByteBuf shared) throws IOException {
      // The channel closes its socket before it says so, and the number may be another's by then.
      if (!socket.isOpen()) {
        return -1;
      }
      int from = shared.readerIndex();
      return socket.sendAddress(shared.memoryAddress(), from, from + shared.readableBytes());
    }
  }
}
