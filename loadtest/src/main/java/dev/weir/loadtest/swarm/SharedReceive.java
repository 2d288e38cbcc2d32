package dev.weir.loadtest.swarm;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Makes one connection read into the buffer that all connections of its loop share: a read is
 * parsed before the next one begins, so nobody needs its own. One read an event, so that no
 * connection keeps the others waiting.
 */
final class SharedReceive extends DefaultMaxMessagesRecvByteBufAllocator {
  private final ByteBuf shared;
  private int most;

  /**
   * @param shared stays the caller's; its whole capacity is for one read
   */
  SharedReceive(ByteBuf shared) {
    super(1);
    this.shared = shared;
    this.most = shared.capacity();
  }

  /** Limits each of the following reads, in bytes. */
  void limit(int bytes) {
    most = Math.max(1, Math.min(bytes, shared.capacity()));
  }

  @Override
  @SuppressWarnings("deprecation") // its successor is what Netty's own subclasses return here too
  public Handle newHandle() {
    return new SharedHandle();
  }

  private final class SharedHandle extends MaxMessageHandle {
    @Override
    public ByteBuf allocate(ByteBufAllocator allocator) {
      int start = shared.capacity() - most;
      return shared.setIndex(start, start).retain();
    }

    @Override
    public int guess() {
      return most;
    }
  }
}
