package dev.weir.loadtest.swarm;

import dev.weir.amf.Amf0Writer;
import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.message.MessageType;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Publishes a {@link Feed} in real time to one or more streams, every frame with a {@link Stamp},
 * from a thread of its own. Its methods may be called from any thread.
 */
public final class StampedPublisher implements AutoCloseable {
  private static final ByteBuf AVC_CONFIGURATION =
      fixed(
          "1700000000014d401effe10019"
              + "674d401ed900a02ff97011000003000100000300320f162e48"
              + "01000568ebc3cb20");
  private static final ByteBuf AAC_CONFIGURATION = fixed("af001210");
  private static final int KEY_FRAME_TAG = 0x17;
  private static final int FRAME_TAG = 0x27;
  private static final int KEY_FRAME_UNIT = 0x65;
  private static final int FRAME_UNIT = 0x41;
  private static final int TAG_BYTES = 9;

  private final EventLoopGroup group = Swarm.eventLoops(1, "stamped-publisher");
  private final Feed feed;
  private final List<PublishLink> links = new ArrayList<>();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<String> lost = new CompletableFuture<>();
  private final ByteBuf keyFrame;
  private final ByteBuf frame;
  private final ByteBuf audio;
  private long startNanos;
  private long pictures;
  private long sounds;
  private boolean closed;

  private StampedPublisher(Feed feed) {
    this.feed = feed;
    this.keyFrame = picture(feed.videoBytes(true), KEY_FRAME_TAG, KEY_FRAME_UNIT);
    this.frame = picture(feed.videoBytes(false), FRAME_TAG, FRAME_UNIT);
    this.audio = Unpooled.buffer(Feed.AUDIO_BYTES).writeShort(0xAF01);
    audio.writeZero(Feed.AUDIO_BYTES - 2);
  }

  /** Starts to publish to each of the URLs. */
  public static StampedPublisher start(List<RtmpUrl> urls, Feed feed) {
    StampedPublisher publisher = new StampedPublisher(feed);
    publisher.group.execute(() -> publisher.open(urls));
    return publisher;
  }

  /** Done when all streams are granted; fails with the reason when one is not. */
  public CompletableFuture<Void> started() {
    return started;
  }

  /** Done with the reason when a stream's connection ends before {@link #close}. */
  public CompletableFuture<String> lost() {
    return lost;
  }

  @Override
  public void close() {
    CompletableFuture.runAsync(
            () -> {
              closed = true;
              links.forEach(link -> link.end("closed"));
            },
            group.next())
        .join();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void open(List<RtmpUrl> urls) {
    List<CompletableFuture<PublishLink>> grants = new ArrayList<>();
    for (RtmpUrl url : urls) {
      CompletableFuture<PublishLink> grant = new CompletableFuture<>();
      PublishLink link = new PublishLink(url, grant);
      grants.add(grant);
      links.add(link);
      link.gone().thenAccept(this::onLost);
      new Bootstrap()
          .group(group)
          .channel(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
          .option(ChannelOption.TCP_NODELAY, true)
          .handler(link)
          .connect(url.host(), url.port())
          .addListener(
              connect -> {
                if (!connect.isSuccess()) {
                  link.end("connect: " + connect.cause().getMessage());
                }
              });
    }
    CompletableFuture.allOf(grants.toArray(CompletableFuture<?>[]::new))
        .whenComplete(
            (v, failure) -> {
              if (failure == null) {
                begin();
                started.complete(null);
              } else {
                started.completeExceptionally(failure.getCause());
              }
            });
  }

  private void onLost(String reason) {
    if (!closed) {
      lost.complete(reason);
    }
  }

  private void begin() {
    ByteBuf metadata = Unpooled.buffer();
    Amf0Writer.write(
        metadata,
        AmfValue.of("@setDataFrame"),
        AmfValue.of("onMetaData"),
        AmfValue.ecmaArray(
            "width", 640, "height", 360, "framerate", feed.fps(), "videocodecid", 7));
    for (PublishLink link : links) {
      link.send(MessageType.DATA_AMF0, 0, metadata);
      link.send(MessageType.VIDEO, 0, AVC_CONFIGURATION);
      link.send(MessageType.AUDIO, 0, AAC_CONFIGURATION);
    }
    startNanos = System.nanoTime();
    go();
  }

  /** Sends whatever is due and comes back for the next. */
  private void go() {
    while (!closed) {
      double video = feed.videoSeconds(pictures);
      double sound = Feed.audioSeconds(sounds);
      double next = Math.min(video, sound);
      long wait = (long) (next * 1e9) - (System.nanoTime() - startNanos);
      if (wait > 0) {
        group.next().schedule(this::go, wait, TimeUnit.NANOSECONDS);
        return;
      }
      if (video <= sound) {
        sendPicture(Math.round(video * 1000));
      } else {
        links.forEach(link -> link.send(MessageType.AUDIO, Math.round(sound * 1000), audio));
        sounds++;
      }
    }
  }

  private void sendPicture(long timestamp) {
    ByteBuf body = feed.isKeyFrame(pictures) ? keyFrame : frame;
    for (PublishLink link : links) {
      Stamp.set(body, pictures, System.nanoTime());
      link.send(MessageType.VIDEO, timestamp, body);
    }
    pictures++;
  }

  private static ByteBuf picture(int bytes, int tag, int unit) {
    ByteBuf body = Unpooled.buffer(bytes);
    body.writeByte(tag).writeByte(1).writeMedium(0).writeInt(bytes - TAG_BYTES).writeByte(unit);
    while (body.readableBytes() < bytes) {
      // No zero bytes: three of them with what follows would look like a start code.
      body.writeByte(body.readableBytes() * 131 + 17 | 1);
    }
    Stamp.mark(body);
    return body;
  }

  private static ByteBuf fixed(String hex) {
    return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
  }
}
