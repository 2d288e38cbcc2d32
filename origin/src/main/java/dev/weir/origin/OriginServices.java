package dev.weir.origin;

import dev.weir.node.NodeGround;
import dev.weir.node.PublishDesk;
import dev.weir.node.RoleServices;
import dev.weir.stream.LiveStream;
import dev.weir.stream.LoopTimer;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamResolver;
import io.vertx.core.Future;

/** What makes a node an origin. */
final class OriginServices implements RoleServices {
  /** Edges read a claim a moment before its stream is here, and long after it went elsewhere. */
  private static final long NODE_HOLD_MILLIS = 300;

  private final NodeGround ground;
  private final IngestDesk desk;

  OriginServices(NodeGround ground) {
    this.ground = ground;
    this.desk = new IngestDesk(ground, new FreezeWatch(System.nanoTime()));
  }

  @Override
  public PublishDesk publishDesk() {
    return desk;
  }

  /** Players get what is published here, now or as long as they are held. */
  @Override
  public StreamResolver resolver() {
    return new StreamResolver() {
      @Override
      public Future<LiveStream> resolve(StreamKey key) {
        return await(key, ground.hold().toMillis());
      }

      @Override
      public Future<LiveStream> resolveForNode(StreamKey key) {
        return await(key, Math.min(NODE_HOLD_MILLIS, ground.hold().toMillis()));
      }
    };
  }

  @Override
  public StreamOwner ownerOf(StreamKey key) {
    return desk.ownerOf(key);
  }

  @Override
  public void handOver() {
    desk.handOver();
  }

  @Override
  public void takeNobody() {
    desk.takeNobody();
  }

  @Override
  public Future<Void> close() {
    return desk.close();
  }

  private Future<LiveStream> await(StreamKey key, long millis) {
    LoopTimer timer = (delay, task) -> ground.vertx().setTimer(delay, id -> task.run());
    return desk.awake(key).compose(v -> ground.hub().await(key, millis, timer));
  }
}
