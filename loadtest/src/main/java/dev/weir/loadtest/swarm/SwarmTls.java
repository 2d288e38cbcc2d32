package dev.weir.loadtest.swarm;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;

/** TLS for load that believes every server: it measures, and has nothing to lose. */
final class SwarmTls {
  private static final SslContext CONTEXT = context();

  private SwarmTls() {}

  /** A connection behind a handler that decrypts for it. */
  static ChannelHandler around(SwarmConnection connection) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(CONTEXT.newHandler(channel.alloc()), connection);
      }
    };
  }

  private static SslContext context() {
    try {
      return SslContextBuilder.forClient()
          .trustManager(InsecureTrustManagerFactory.INSTANCE)
          .endpointIdentificationAlgorithm(null)
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }
}
