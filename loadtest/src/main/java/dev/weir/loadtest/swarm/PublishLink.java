package dev.weir.loadtest.swarm;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.RtmpUrl;
import dev.weir.rtmp.chunk.ChunkEncoder;
import dev.weir.rtmp.message.ChunkStreamIds;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.CompletableFuture;

/** The connection of one stream of a {@link StampedPublisher}. Lives on the publisher's loop. */
final class PublishLink extends SwarmConnection {
  private static final double PUBLISH = 4;
  private static final long MOST_UNSENT = 16 << 20;

  private final CompletableFuture<PublishLink> started;
  private final CompletableFuture<String> gone = new CompletableFuture<>();
  private int streamId;

  PublishLink(RtmpUrl url, CompletableFuture<PublishLink> started) {
    super(url);
    this.started = started;
  }

  /** Done with the reason when the connection is gone. */
  CompletableFuture<String> gone() {
    return gone;
  }

  /**
   * Sends a message.
   *
   * @param body stays the caller's
   */
  void send(int type, long timestamp, ByteBuf body) {
    if (isGone()) {
      return;
    }
    ChannelOutboundBuffer queue = channel().unsafe().outboundBuffer();
    if (queue != null && queue.totalPendingWriteBytes() > MOST_UNSENT) {
      end("the server does not take the stream as fast as it is made");
      return;
    }
    int size = ChunkEncoder.encodedSize(timestamp, body.readableBytes(), CHUNK);
    ByteBuf out = channel().alloc().buffer(size);
    int lane = ChunkStreamIds.ofMedia(type);
    ChunkEncoder.encode(out, lane, type, streamId, timestamp, body, CHUNK);
    channel().writeAndFlush(out, channel().voidPromise());
  }

  @Override
  void onStream(int id) {
    streamId = id;
    AmfValue name = AmfValue.of(url().name());
    command(id, "publish", PUBLISH, AmfValue.NULL, name, AmfValue.of("live"));
  }

  @Override
  void onStatus(String code) {
    if (code.equals("NetStream.Publish.Start")) {
      started.complete(this);
    }
  }

  @Override
  void onMedia(int type, int length, byte[] head, int kept) {}

  @Override
  void onStep(Step step) {}

  @Override
  void onGone(String reason) {
    gone.complete(reason);
    started.completeExceptionally(
        new IllegalStateException("publish " + url().name() + ": " + reason));
  }
}
