package dev.weir.origin;

import dev.weir.cluster.StreamRegistry;
import dev.weir.cluster.Watch;
import dev.weir.node.NodeGround;
import dev.weir.stream.StreamKey;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Keeps the claims of this origin: renews them, lets their seats look at what the registry hints at
 * (a merge and the loss of a member hint at all), and gives seats the time.
 */
final class ClaimKeeper {
  private static final long TICK_MILLIS = 250;

  private final NodeGround ground;
  private final FreezeWatch freezes;
  private final Map<StreamKey, StreamSeat> seats;
  private final Watch watch;
  private final long renewal;
  private final long tick;

  ClaimKeeper(NodeGround ground, FreezeWatch freezes, Map<StreamKey, StreamSeat> seats) {
    this.ground = ground;
    this.freezes = freezes;
    this.seats = seats;
    this.watch = ground.registry().watch(this::look);
    long renewMillis = TimeUnit.SECONDS.toMillis(StreamRegistry.RENEW_SECONDS);
    this.renewal = ground.vertx().setPeriodic(renewMillis, id -> eachLater(StreamSeat::renew));
    this.tick = ground.vertx().setPeriodic(TICK_MILLIS, id -> tick());
  }

  /** Something done by every seat, on its loop; done when all of it is, and never failing. */
  Future<Void> each(Function<StreamSeat, Future<?>> task) {
    List<Future<?>> all = new ArrayList<>();
    for (StreamSeat seat : seats.values()) {
      Promise<Object> promise = Promise.promise();
      seat.context()
          .runOnContext(v -> task.apply(seat).onComplete((done, failure) -> promise.complete()));
      all.add(promise.future());
    }
    return Future.join(all).mapEmpty();
  }

  void close() {
    watch.close();
    ground.vertx().cancelTimer(renewal);
    ground.vertx().cancelTimer(tick);
  }

  private void tick() {
    freezes.look(System.nanoTime());
    eachLater(this::tick);
  }

  /** A publisher that falls silent is missed at once and not at the next tick: a backup waits. */
  private void tick(StreamSeat seat) {
    seat.tick();
    Ingest leader = seat.leader();
    long left = leader == null ? 0 : leader.clock().millisToSilence(System.nanoTime());
    if (left > 0 && left < TICK_MILLIS) {
      ground.vertx().setTimer(left, id -> seat.context().runOnContext(v -> seat.tick()));
    }
  }

  private void eachLater(Consumer<StreamSeat> task) {
    for (StreamSeat seat : seats.values()) {
      seat.context().runOnContext(v -> task.accept(seat));
    }
  }

  private void look(StreamKey changed) {
    StreamSeat seat = seats.get(changed);
    if (seat != null) {
      seat.context().runOnContext(v -> seat.look());
    }
  }
}
