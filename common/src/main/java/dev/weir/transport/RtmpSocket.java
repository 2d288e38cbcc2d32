package dev.weir.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TCP connection as counted buffers, without the copy that a Vert.x socket handler makes of every
 * read and without the promise and flush that its write makes of every buffer. All methods are
 * called on the socket's event loop.
 *
 * <p>Vert.x opens, accounts and closes the connection; it is never written to through Vert.x,
 * because its queue and Netty's would overtake one another.
 */
public final class RtmpSocket {
  private static final Logger LOG = LoggerFactory.getLogger(RtmpSocket.class);

  /** Hears the socket. Called on its event loop. */
  interface Receiver {
    /** Bytes came; the buffer passes to the receiver. */
    void onBytes(ByteBuf bytes);

    /** The kernel has no more for now. */
    void onReadComplete();

    /**
     * Closed, by whomever; once.
     *
     * @param failure what the kernel said of it, or what went wrong here; null when it was closed
     *     in good form
     */
    void onClosed(Throwable failure);
  }

  /**
   * Unsent bytes that the kernel may hold. What does not fit stays in our own queue, where it is
   * shared between players and can be measured; by default Linux would take megabytes of copies for
   * a player that stopped reading.
   */
  private static final int KERNEL_UNSENT = 16 << 10;

  private static final long LINGER_MILLIS = 1_000;

  private final SocketAddress peer;
  private ChannelHandlerContext context;

  /** The short way to the kernel, where there is one and nothing is encrypted; or null. */
  private Socket kernel;

  /** The short way through TLS, where there is one; or null. */
  private TlsPath secured;

  /** Encrypts what is written, or null. */
  private SslHandler tls;

  /** Whether something was handed to Netty's queue and may still be in it. */
  private boolean queued;

  private Throwable failure;
  private boolean finishing;
  private boolean shutting;
  private boolean closed;
  private long bytesIn;
  private long bytesOut;

  private RtmpSocket(SocketAddress peer) {
    this.peer = peer;
  }

  /**
   * Takes a fresh socket over, before its first read.
   *
   * @param userTimeoutMillis how long sent bytes may stay unacknowledged; the kernel retries for a
   *     quarter of an hour otherwise
   */
  static RtmpSocket attach(NetSocket socket, Receiver receiver, int userTimeoutMillis) {
    return attach(socket, socket.remoteAddress(), receiver, userTimeoutMillis);
  }

  /**
   * As above.
   *
   * @param peer who is on the other side, where a balancer is between; null when nobody knows
   */
  static RtmpSocket attach(
      NetSocket socket, SocketAddress peer, Receiver receiver, int userTimeoutMillis) {
    RtmpSocket attached = new RtmpSocket(peer);
    ChannelHandlerContext last = ((NetSocketInternal) socket).channelHandlerContext();
    attached.tls = last.pipeline().get(SslHandler.class);
    last.pipeline().addBefore(last.name(), "rtmp", attached.new Inbound(receiver));
    if (last.channel() instanceof EpollSocketChannel channel) {
      channel.config().setOption(EpollChannelOption.TCP_NOTSENT_LOWAT, (long) KERNEL_UNSENT);
      attached.userTimeout(userTimeoutMillis);
      attached.shorten((Socket) channel.fd());
    }
    return attached;
  }

  private void shorten(Socket socket) {
    if (tls == null) {
      kernel = socket;
    } else {
      secured = new TlsPath(socket, tls.engine(), context.pipeline().context(tls));
    }
  }

  /** How long sent bytes may stay unacknowledged from now on. */
  void userTimeout(int millis) {
    if (context.channel() instanceof EpollSocketChannel channel) {
      channel.config().setOption(EpollChannelOption.TCP_USER_TIMEOUT, millis);
    }
  }

  /** Gives buffers that the socket can send without copying. */
  public ByteBufAllocator allocator() {
    return context.alloc();
  }

  /**
   * Sends bytes that many sockets share, now and as far as the kernel takes them; the rest is
   * queued. They go the short way while nothing is queued, past the channel: by way of that a write
   * touches twice the memory, none of which is in the cache any more when thousands of sockets take
   * turns.
   *
   * @param shared direct memory; stays the caller's, with its indices as they are
   */
  public void send(ByteBuf shared) {
    if (closed || finishing) {
      return;
    }
    int size = shared.readableBytes();
    int taken = unsent() == 0 ? sendNow(shared) : 0;
    if (taken < size && !closed && taken >= 0) {
      bytesOut += taken;
      write(shared.retainedSlice(shared.readerIndex() + taken, size - taken));
      context.flush();
    } else {
      bytesOut += Math.max(0, taken);
    }
  }

  /** Bytes that are dealt with; negative when the connection broke, and is being closed. */
  private int sendNow(ByteBuf shared) {
    try {
      if (kernel != null) {
        return sendPlain(shared);
      }
      if (secured == null) {
        return 0;
      }
      // Some of what was dealt with may be queued.
      queued = true;
      return secured.send(shared);
    } catch (IOException e) {
      failure = e;
      shut();
      return -1;
    }
  }

  private int sendPlain(ByteBuf shared) throws IOException {
    // The channel closes its socket before it says so, and the number may be another's by then.
    if (!kernel.isOpen()) {
      return -1;
    }
    int from = shared.readerIndex();
    return kernel.sendAddress(shared.memoryAddress(), from, from + shared.readableBytes());
  }

  /**
   * Queues bytes; they go out with the next {@link #flush()}. Takes the buffer over, also when
   * closed.
   */
  public void write(ByteBuf bytes) {
    if (closed || finishing) {
      bytes.release();
      return;
    }
    bytesOut += bytes.readableBytes();
    queued = true;
    context.write(bytes, context.voidPromise());
  }

  /** Sends what is queued, as far as the kernel takes it. */
  public void flush() {
    if (!closed) {
      context.flush();
    }
  }

  /**
   * Reads no more, or reads on. What the peer sends meanwhile waits in the kernels, until the
   * peer's is full and it cannot send. Afterwards no more than a buffer is read at a time, so that
   * whoever counts what comes is not surprised by a megabyte.
   */
  public void reading(boolean wanted) {
    if (closed) {
      return;
    }
    ChannelConfig config = context.channel().config();
    if (config.getRecvByteBufAllocator() instanceof MaxMessagesRecvByteBufAllocator reads) {
      reads.maxMessagesPerRead(1);
    }
    config.setAutoRead(wanted);
  }

  /** Bytes queued and not yet taken by the kernel. */
  public long unsent() {
    if (!queued || closed) {
      return 0;
    }
    ChannelOutboundBuffer queue = context.channel().unsafe().outboundBuffer();
    long unsent = queue == null ? 0 : queue.totalPendingWriteBytes();
    queued = unsent > 0;
    return unsent;
  }

  /** Bytes received so far. */
  public long bytesIn() {
    return bytesIn;
  }

  /** Bytes queued for sending so far. */
  public long bytesOut() {
    return bytesOut;
  }

  /** For tests. */
  Channel channel() {
    return context.channel();
  }

  /** Peer's address, without the port. */
  public String remoteHost() {
    return peer == null ? "unknown" : peer.hostAddress();
  }

  /** Peer's address and port, for logs. */
  public String remoteAddress() {
    return peer == null ? "unknown" : peer.toString();
  }

  /** Whether it is encrypted. */
  public boolean isSecure() {
    return tls != null;
  }

  /** Whether nothing can be sent any more. */
  public boolean isClosed() {
    return closed || finishing;
  }

  /**
   * Sends what is queued, ends our half, and closes when the peer did, or after a second. Closing
   * at once would reset the connection while the peer still sends, and the reset would overtake the
   * message that says why.
   */
  public void finish() {
    if (closed || finishing) {
      return;
    }
    finishing = true;
    // Ending our half drops whatever is still queued, so it waits for its turn in the queue.
    lastWrite().addListener(sent -> ((DuplexChannel) context.channel()).shutdownOutput());
    context.executor().schedule(this::close, LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private ChannelFuture lastWrite() {
    if (tls == null) {
      return context.writeAndFlush(Unpooled.EMPTY_BUFFER);
    }
    // After its farewell the engine encrypts nothing that was only written before.
    context.flush();
    return tls.closeOutbound();
  }

  /** Closes now; what is queued is lost. */
  public void close() {
    if (!closed) {
      shut();
    }
  }

  private void shut() {
    if (closed || shutting) {
      return;
    }
    shutting = true;
    if (tls == null) {
      context.close();
    } else {
      // The handler itself would wait until the peer has taken its farewell.
      ChannelHandlerContext below = context.pipeline().context(tls);
      tls.closeOutbound();
      below.close();
    }
  }

  private final class Inbound extends ChannelInboundHandlerAdapter {
    private final Receiver receiver;

    /** Whether anything could be decrypted of this read. */
    private boolean readable;

    Inbound(Receiver receiver) {
      this.receiver = receiver;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
      context = added;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      readable = true;
      bytesIn += bytes.readableBytes();
      if (finishing) {
        bytes.release();
      } else {
        receiver.onBytes(bytes);
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (tls != null && !readable && !finishing && !shutting) {
        // A part of a record, or a bad one: of that, BoringSSL's engine tells those who encrypt.
        ctx.flush();
      }
      readable = false;
      if (!finishing) {
        receiver.onReadComplete();
      }
      ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (!closed) {
        closed = true;
        receiver.onClosed(failure);
      }
      ctx.fireChannelInactive();
    }

    /**
     * A reset or a failed write; with void promises this is where writes fail. Anything else is a
     * fault of ours that nobody caught.
     */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // What TLS makes of a torn record comes as the failure of a decoder.
      boolean wrapped = cause instanceof DecoderException && cause.getCause() != null;
      Throwable real = wrapped ? cause.getCause() : cause;
      if (!(real instanceof IOException)) {
        LOG.error("connection-failed peer={}", remoteAddress(), cause);
      }
      failure = real;
      shut();
    }
  }
}
