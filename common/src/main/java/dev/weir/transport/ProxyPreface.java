package dev.weir.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol.AddressFamily;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Reads what a balancer says before the client's first byte: whose connection it passes on (PROXY
 * protocol, version 1 or 2). Stands in the socket's pipeline until it is read, and passes what
 * follows to whoever has the socket by then.
 */
final class ProxyPreface extends ChannelInboundHandlerAdapter {
  /** Hears how it went. Called once, on the socket's event loop. */
  interface Listener {
    /**
     * It is read.
     *
     * @param client whose connection it is; the balancer itself when it checks our health
     */
    void onClient(SocketAddress client);

    /** It cannot be read, or did not come in time. The socket is still open. */
    void onNoPreface(String reason);
  }

  /** Extensions of version 2, of which none means anything here. */
  private static final int MAX_EXTENSION_BYTES = 1_024;

  private final SocketAddress balancer;
  private final Listener listener;
  private boolean heard;

  private ProxyPreface(SocketAddress balancer, Listener listener) {
    this.balancer = balancer;
    this.listener = listener;
  }

  /**
   * Waits for it, before the first read of a fresh socket.
   *
   * @param millis for all of it
   */
  static void await(NetSocket socket, int millis, Listener listener) {
    ChannelHandlerContext last = ((NetSocketInternal) socket).channelHandlerContext();
    ProxyPreface preface = new ProxyPreface(socket.remoteAddress(), listener);
    last.pipeline()
        .addBefore(last.name(), "proxy", new HAProxyMessageDecoder(MAX_EXTENSION_BYTES))
        .addBefore(last.name(), "proxied", preface);
    last.executor()
        .schedule(() -> preface.fail("no PROXY header in time"), millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (heard || !(message instanceof HAProxyMessage header)) {
      // Of a connection that was refused, and is being closed.
      ReferenceCountUtil.release(message);
      return;
    }
    heard = true;
    SocketAddress client = client(header);
    header.release();
    listener.onClient(client);
    if (ctx.channel().isActive()) {
      // Whatever came behind the header follows when the decoder has left, too.
      ctx.pipeline().remove(this);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    heard = true;
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException) {
      fail(cause.getMessage());
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  private void fail(String reason) {
    if (!heard) {
      heard = true;
      listener.onNoPreface(reason);
    }
  }

  /** A local socket of the balancer's, or a protocol that it does not name, is its own affair. */
  private SocketAddress client(HAProxyMessage header) {
    AddressFamily family = header.proxiedProtocol().addressFamily();
    boolean internet = family == AddressFamily.AF_IPv4 || family == AddressFamily.AF_IPv6;
    return header.command() == HAProxyCommand.PROXY && internet
        ? SocketAddress.inetSocketAddress(header.sourcePort(), header.sourceAddress())
        : balancer;
  }
}
