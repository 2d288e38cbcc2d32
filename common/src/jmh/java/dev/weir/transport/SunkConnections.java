package dev.weir.transport;

import dev.weir.rtmp.session.SessionSettings;
import dev.weir.stream.MergeControl;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.internal.net.NetSocketInternal;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Connections like any other down to Netty's outbound buffer, where a socket that takes everything
 * at once stands in for the kernel. All live on one event loop, which is the caller.
 */
public final class SunkConnections {
  private static final int WINDOW_MILLIS = 200;

  private final Context context = (Context) proxy(Context.class, SunkConnections::runNow);
  private final LoopLoad load =
      new LoopLoad(new MergeControl(0, 0), WINDOW_MILLIS, (millis, task) -> {});
  private final List<EmbeddedChannel> channels = new ArrayList<>();

  /** The event loop: a task runs where it is handed in. */
  public Context context() {
    return context;
  }

  /** One more. */
  public ServerConnection open() {
    SinkChannel channel = new SinkChannel();
    channels.add(channel);
    ChannelHandlerContext last = channel.pipeline().lastContext();
    return ServerConnection.open(
        context,
        load,
        (NetSocketInternal) proxy(NetSocketInternal.class, (name, arguments) -> last),
        null,
        new ListenerSettings(
            "",
            0,
            0,
            1,
            ConnectionLimits.of(0),
            List.of(),
            0,
            0,
            PeerPatience.DEFAULT,
            SessionSettings.DEFAULT,
            Optional.empty()),
        PooledByteBufAllocator.DEFAULT,
        new SplittableRandom(1),
        null,
        connection -> null);
  }

  /** Bytes that they took, all together. */
  public long bytes() {
    return channels.stream().mapToLong(channel -> ((SinkChannel) channel).bytes).sum();
  }

  private interface Call {
    Object answer(String name, Object[] arguments);
  }

  private static Object proxy(Class<?> type, Call call) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "equals" -> proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              case "toString" -> type.getSimpleName();
              default -> call.answer(method.getName(), arguments);
            });
  }

  @SuppressWarnings("unchecked")
  private static Object runNow(String name, Object[] arguments) {
    if (!name.equals("runOnContext")) {
      throw new UnsupportedOperationException(name);
    }
    ((Handler<Void>) arguments[0]).handle(null);
    return null;
  }

  private static final class SinkChannel extends EmbeddedChannel {
    private long bytes;

    SinkChannel() {
      super(new ChannelInboundHandlerAdapter());
      config().setAllocator(PooledByteBufAllocator.DEFAULT);
    }

    @Override
    protected void handleOutboundMessage(Object message) {
      bytes += ((ByteBuf) message).readableBytes();
      ReferenceCountUtil.release(message);
    }
  }
}
