package dev.weir.transport;

import dev.weir.metrics.TlsHandshake;
import dev.weir.tls.Certificates;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;
import java.util.function.Consumer;

/**
 * Stands in a fresh TLS connection until both sides have agreed on keys. Nothing of RTMP exists
 * before, so a peer that goes no further costs a few kilobytes.
 */
final class TlsEntrance extends ChannelInboundHandlerAdapter {
  /** A client's hello has one or two kilobytes; what announces more is not waited for. */
  private static final int MAX_HELLO = 16 << 10;

  private static final String NAME = "tls-entrance";

  private final Runnable opened;
  private final Consumer<Failure> failed;

  private TlsEntrance(Runnable opened, Consumer<Failure> failed) {
    this.opened = opened;
    this.failed = failed;
  }

  /** Why there is no TLS. */
  record Failure(TlsHandshake result, String reason) {}

  /**
   * Begins, before the client's first byte is passed on.
   *
   * @param opened keys are agreed on; called before anything that came with them is read
   * @param failed they will not be, and the connection closes; at most once
   */
  static void stand(
      NetSocket socket, Certificates certificates, Runnable opened, Consumer<Failure> failed) {
    ChannelHandlerContext last = ((NetSocketInternal) socket).channelHandlerContext();
    ChannelPipeline pipeline = last.pipeline();
    // Behind a balancer's header, if one is being read at this moment.
    pipeline.addBefore(last.name(), "tls-hello", new Hello(certificates));
    pipeline.addBefore(last.name(), NAME, new TlsEntrance(opened, failed));
  }

  /** Reads which host is asked for, and makes room for the handler that talks in its name. */
  private static final class Hello extends SniHandler {
    Hello(Certificates certificates) {
      super(certificates::forHost, MAX_HELLO, 0);
    }

    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
      SslHandler handler = super.newSslHandler(context, allocator);
      // The listener counts the time from the accept on, and for all of it.
      handler.setHandshakeTimeoutMillis(0);
      return handler;
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion) {
      if (completion.isSuccess()) {
        context.pipeline().remove(this);
        opened.run();
      } else {
        failed.accept(failure(completion.cause()));
        context.close();
      }
    }
  }

  private static Failure failure(Throwable cause) {
    if (cause instanceof NotSslRecordException) {
      // Its message has the bytes, which may be a stream key that was sent in the clear.
      return new Failure(TlsHandshake.NOT_TLS, "not a TLS connection");
    }
    String said = cause.getMessage();
    return new Failure(TlsHandshake.FAILED, said == null ? "the connection was closed" : said);
  }

  /** Nothing that is readable comes before the keys. */
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ReferenceCountUtil.release(message);
  }

  /** The failed handshake has been told already, or the peer is gone. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
