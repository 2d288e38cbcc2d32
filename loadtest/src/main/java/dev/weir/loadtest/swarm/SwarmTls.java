package dev.weir.loadtest.swarm;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import javax.net.ssl.SSLException;

/** TLS for players that believe every server: they measure, and have nothing to lose. */
final class SwarmTls {
  private static final SslContext CONTEXT = context();

  private SwarmTls() {}

  /** A player behind a handler that decrypts for it. */
  static ChannelHandler around(SwarmPlayer player) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(CONTEXT.newHandler(channel.alloc()), player);
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
