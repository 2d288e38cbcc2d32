package dev.weir.edge;

import dev.weir.cluster.StreamRecord;
import dev.weir.cluster.Watch;
import dev.weir.node.NodeGround;
import dev.weir.node.RoleServices;
import dev.weir.stream.LiveStream;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamNotFoundException;
import dev.weir.stream.StreamResolver;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Finds streams for players: one pull a stream, however many ask. */
final class PullDesk implements StreamResolver {
  private static final int MAX_PULLS = 10_000;

  private final NodeGround ground;
  private final RtmpDialer dialer;
  private final Map<StreamKey, OriginPull> pulls = new ConcurrentHashMap<>();
  private final Watch watch;

  PullDesk(NodeGround ground, RtmpDialer dialer) {
    this.ground = ground;
    this.dialer = dialer;
    this.watch = ground.registry().watch(this::look);
  }

  @Override
  public Future<LiveStream> resolve(StreamKey key) {
    OriginPull pull = pulls.get(key);
    if (pull == null) {
      if (pulls.size() >= MAX_PULLS) {
        return Future.failedFuture(new StreamNotFoundException("Too many streams are asked for."));
      }
      pull = pulls.computeIfAbsent(key, this::begin);
    } else {
      pull.touch();
    }
    if (pull.ready().isComplete()) {
      return pull.ready();
    }
    // Each player is held for the same time, whenever the first of them came.
    long hold = Math.max(1, ground.hold().toMillis());
    return ground.hub().await(key, hold, ground.timer(pull.context()));
  }

  RoleServices.StreamOwner ownerOf(StreamKey key) {
    OriginPull pull = pulls.get(key);
    StreamRecord owner = pull == null ? null : pull.owner();
    if (pull != null && owner == null) {
      // Nobody feeds it now; somebody may have claimed it already.
      owner = ground.registry().seen(key).orElse(null);
    }
    return owner == null
        ? RoleServices.StreamOwner.NONE
        : new RoleServices.StreamOwner(owner.originId(), owner.epoch());
  }

  void close() {
    watch.close();
    pulls.values().forEach(OriginPull::stop);
  }

  void forget(OriginPull pull) {
    pulls.remove(pull.key(), pull);
  }

  private void look(StreamKey changed) {
    OriginPull pull = pulls.get(changed);
    if (pull != null) {
      pull.look();
    }
  }

  private OriginPull begin(StreamKey key) {
    // The same stream on the same loop every time; different streams spread.
    List<Context> loops = ground.loops().get();
    Context loop = loops.get(Math.floorMod(key.hashCode(), loops.size()));
    OriginPull pull = new OriginPull(this, ground, dialer, key, loop);
    loop.runOnContext(v -> pull.start());
    return pull;
  }
}
