package dev.weir.loadtest.swarm;

import dev.weir.amf.AmfValue;
import dev.weir.rtmp.chunk.ChunkEncoder;
import dev.weir.rtmp.message.ChunkStreamIds;
import dev.weir.rtmp.message.StatusCode;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;

/** One connection of a {@link SwarmPublisher}. Lives on the publisher's loop. */
final class PublishLink implements SwarmConnection.Part {
  private static final double DELETE_STREAM = 5;
  private static final double PUBLISH = 4;
  private static final long MOST_UNSENT = 16 << 20;

  /** Who publishes. */
  interface Owner {
    void onGranted(PublishLink link);

    void onReconnectRequest(PublishLink link, String tcUrl);

    void onGone(PublishLink link, String reason);
  }

  private final SwarmConnection connection;
  private final String name;
  private final Owner owner;
  private int streamId;
  private long askedNanos;
  private boolean granted;
  private long bytes;

  /** Asks for publishing as soon as the connection is ready. */
  PublishLink(SwarmConnection connection, String name, Owner owner) {
    this.connection = connection;
    this.name = name;
    this.owner = owner;
  }

  void start() {
    connection.take(this);
  }

  SwarmConnection connection() {
    return connection;
  }

  boolean granted() {
    return granted && !connection.isGone();
  }

  /** When publishing was asked for; 0 before. */
  long askedNanos() {
    return askedNanos;
  }

  /** Bytes sent. */
  long bytes() {
    return bytes;
  }

  /**
   * Sends a message.
   *
   * @param body stays the caller's
   */
  void send(int type, long timestamp, ByteBuf body) {
    if (!granted()) {
      return;
    }
    ChannelOutboundBuffer queue = connection.channel().unsafe().outboundBuffer();
    if (queue != null && queue.totalPendingWriteBytes() > MOST_UNSENT) {
      connection.end("the server does not take the stream as fast as it is made");
      return;
    }
    int size = ChunkEncoder.encodedSize(timestamp, body.readableBytes(), SwarmConnection.CHUNK);
    ByteBuf out = connection.channel().alloc().buffer(size);
    int lane = ChunkStreamIds.ofMedia(type);
    ChunkEncoder.encode(out, lane, type, streamId, timestamp, body, SwarmConnection.CHUNK);
    bytes += size;
    connection.channel().writeAndFlush(out, connection.channel().voidPromise());
  }

  /** Ends the stream in good form. */
  void leave(String reason) {
    if (granted()) {
      AmfValue id = AmfValue.of(streamId);
      connection.command(0, "deleteStream", DELETE_STREAM, AmfValue.NULL, id);
    }
    connection.end(reason);
  }

  @Override
  public void onStream(int id) {
    streamId = id;
    askedNanos = System.nanoTime();
    AmfValue key = AmfValue.of(name);
    connection.command(id, "publish", PUBLISH, AmfValue.NULL, key, AmfValue.of("live"));
  }

  @Override
  public void onStatus(String code) {
    if (code.equals(StatusCode.PUBLISH_START.code()) && !granted) {
      granted = true;
      owner.onGranted(this);
    }
  }

  @Override
  public void onMedia(int type, int length, byte[] head, int kept) {}

  @Override
  public void onReconnectRequest(String tcUrl) {
    owner.onReconnectRequest(this, tcUrl);
  }

  @Override
  public void onGone(String reason) {
    owner.onGone(this, reason);
  }
}
