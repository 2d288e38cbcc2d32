package dev.weir.edge;

import dev.weir.cluster.StreamRecord;
import dev.weir.node.NodeGround;
import dev.weir.stream.LiveStream;
import dev.weir.stream.LoopTimer;
import dev.weir.stream.StreamKey;
import dev.weir.stream.StreamNotFoundException;
import dev.weir.transport.RtmpDialer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream pulled from its owner, whoever that is at the time. Its players stay while the owner
 * changes: a new one is dialled beside the present one, which goes only when the stream has moved.
 *
 * <pre>
 * SEEKING -- an owner plays --> LIVE -- the connection broke --> RECOVERING -- an owner plays --> LIVE
 * SEEKING -- the hold time passed --> OVER
 * RECOVERING -- the recover time passed --> OVER
 * LIVE, RECOVERING -- its origin ends it, or nobody listened for the linger time --> OVER
 * </pre>
 *
 * <p>Lives on its stream's event loop; what other threads may call says so.
 */
final class OriginPull implements Upstream.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(OriginPull.class);

  /**
   * Between two looks at the registry while nobody publishes; hints make it quicker, this makes up
   * for a hint that got lost.
   */
  private static final long SEEK_MILLIS = 1_000;

  /** The same while players see a still picture; jittered by half. */
  private static final long RECOVER_MILLIS = 200;

  /** An attempt that took this long was not answered: it was its own wait. */
  private static final long UNANSWERED_NANOS = 500_000_000;

  /** A connection that stood for so long was no flapping one. */
  private static final long STEADY_NANOS = 5_000_000_000L;

  /** Timers may fire a little early by the other clock. */
  private static final long TIMER_SLACK_NANOS = 50_000_000;

  private enum State {
    SEEKING,
    LIVE,
    RECOVERING,
    OVER
  }

  private final PullDesk desk;
  private final NodeGround ground;
  private final RtmpDialer dialer;
  private final StreamKey key;
  private final Context context;
  private final LoopTimer timer;
  private final Promise<LiveStream> ready = Promise.promise();
  private final LiveStream stream;
  private final OwnerSearch search;
  private final RetryPace retry = new RetryPace(() -> ThreadLocalRandom.current().nextDouble());

  private State state = State.SEEKING;
  private long lastAskedNanos;
  private int recoveries;

  /** Plays; null unless LIVE. */
  private Upstream active;

  /** Dialled, and maybe playing already, but not the stream's source yet. */
  private Upstream next;

  /** The claim whose origin could not be reached last, not to be dialled before its time. */
  private StreamRecord failed;

  private long retryNanos;

  private volatile StreamRecord owner;

  OriginPull(PullDesk desk, NodeGround ground, RtmpDialer dialer, StreamKey key, Context context) {
    this.desk = desk;
    this.ground = ground;
    this.dialer = dialer;
    this.key = key;
    this.context = context;
    this.timer = ground.timer(context);
    this.stream = ground.newStream(key, context);
    this.search = new OwnerSearch(ground, key, context, timer, this::found);
    this.lastAskedNanos = timer.nowNanos();
  }

  StreamKey key() {
    return key;
  }

  /** Its event loop. Any thread. */
  Context context() {
    return context;
  }

  /** The stream once it is live; fails when nobody publishes it. Any thread. */
  Future<LiveStream> ready() {
    return ready.future();
  }

  /** Who is pulled from; null while nobody is. Any thread. */
  StreamRecord owner() {
    return owner;
  }

  void start() {
    stream.whenIdle(this::linger);
    search.now();
    giveUpLater(ground.hold().toNanos());
  }

  /** One more player asks for the stream. Any thread. */
  void touch() {
    context.runOnContext(v -> lastAskedNanos = timer.nowNanos());
  }

  /** The registry has news. Any thread. */
  void look() {
    context.runOnContext(
        v -> {
          if (state == State.OVER) {
            return;
          }
          // A new owner is in the news itself: lookups have a pace, which players need not wait
          // for.
          Optional<StreamRecord> news = ground.registry().seen(key).filter(this::isNews);
          if (news.isPresent()) {
            dial(news.get());
          } else {
            search.now();
          }
        });
  }

  /** Better than all that is known here; what was seen may be old, so that less is not enough. */
  private boolean isNews(StreamRecord seen) {
    return (active == null || seen.outranks(active.record()))
        && (next == null || seen.outranks(next.record()))
        && (failed == null || seen.outranks(failed));
  }

  /** Ends it. Any thread. */
  void stop() {
    context.runOnContext(v -> end("the node stops"));
  }

  private void found(Optional<StreamRecord> record) {
    if (state == State.OVER) {
      return;
    }
    // Silence of the registry never touches a connection that runs.
    record.filter(this::isWanted).ifPresent(this::dial);
    if (state == State.SEEKING) {
      search.later(SEEK_MILLIS);
    } else if (state == State.RECOVERING) {
      search.later(RECOVER_MILLIS + ThreadLocalRandom.current().nextLong(RECOVER_MILLIS / 2));
    }
  }

  private boolean isWanted(StreamRecord record) {
    if (isSameClaim(record, failed) && timer.nowNanos() - retryNanos < 0) {
      return false;
    }
    if (next != null) {
      // What is asked for last is true last, as long as the other one has not granted play.
      return !isSameClaim(record, next.record())
          && (record.outranks(next.record()) || !next.isPlaying());
    }
    if (active == null) {
      return true;
    }
    // What ranks lower may be news all the same: its better may just have died.
    return !isSameClaim(record, active.record())
        && (record.outranks(active.record()) || !active.isDelivering());
  }

  private static boolean isSameClaim(StreamRecord one, StreamRecord other) {
    return other != null && one.originId().equals(other.originId()) && one.epoch() == other.epoch();
  }

  private void dial(StreamRecord record) {
    if (next != null) {
      next.close();
    }
    next = new Upstream(ground, stream, record, timer, this);
    next.dial(dialer);
  }

  @Override
  public void onPlaying(Upstream upstream) {
    if (active == null) {
      promote(upstream);
    }
  }

  @Override
  public void onLeading(Upstream upstream) {
    if (upstream == next) {
      promote(upstream);
    }
  }

  @Override
  public void onSilent(Upstream upstream) {
    search.now();
  }

  @Override
  public void onLeaving(Upstream upstream) {
    search.now();
  }

  @Override
  public void onEnded(Upstream upstream) {
    if (upstream == active && next == null) {
      end("the publisher ended it");
    } else {
      // The stream goes on elsewhere, or this one never counted.
      upstream.close();
      onGone(upstream, "ended there");
    }
  }

  @Override
  public void onGone(Upstream upstream, String reason) {
    LOG.atWarn()
        .addKeyValue("stream", key)
        .addKeyValue("origin", upstream.record().originId())
        .addKeyValue("epoch", upstream.record().epoch())
        .addKeyValue("reason", reason)
        .log(upstream == active ? "pull-broken" : "pull-failed");
    if (upstream == active && upstream.ageNanos() > STEADY_NANOS) {
      retry.reset();
    }
    boolean unanswered = !upstream.isPlaying() && upstream.ageNanos() > UNANSWERED_NANOS;
    long wait = unanswered ? 1 : retry.next();
    failed = upstream.record();
    retryNanos = timer.nowNanos() + TimeUnit.MILLISECONDS.toNanos(wait);
    timer.after(wait, this::redial);
    if (upstream == next) {
      next = null;
    } else if (next != null && next.isPlaying()) {
      active = null;
      promote(next);
    } else {
      active = null;
      recover();
    }
  }

  /** The registry may be out of reach, or right: what failed is worth another attempt. */
  private void redial() {
    boolean due = failed != null && timer.nowNanos() - retryNanos >= 0;
    boolean alone = active == null && next == null;
    if (due && alone && state == State.RECOVERING) {
      dial(failed);
    } else if (due && state != State.OVER) {
      search.now();
    }
  }

  private void promote(Upstream upstream) {
    Upstream before = active;
    active = upstream;
    next = null;
    failed = null;
    owner = upstream.record();
    if (before != null) {
      before.close();
    }
    LOG.atInfo()
        .addKeyValue("stream", key)
        .addKeyValue("origin", owner.originId())
        .addKeyValue("epoch", owner.epoch())
        .log("pull-live");
    State old = state;
    state = State.LIVE;
    if (old == State.SEEKING) {
      live();
    }
  }

  private void live() {
    ground.metrics().streamOpened();
    ground.hub().add(stream);
    ready.complete(stream);
    // A player may have left while it was held; then nobody ever comes, and nobody ever leaves.
    linger();
  }

  private void recover() {
    if (state == State.LIVE) {
      state = State.RECOVERING;
      owner = null;
      int mine = ++recoveries;
      timer.after(
          Math.max(1, ground.recover().toMillis()),
          () -> {
            if (state == State.RECOVERING && mine == recoveries) {
              end("its owner did not come back");
            }
          });
    }
    search.now();
  }

  private void linger() {
    long idleNanos = ground.linger().toNanos() - TIMER_SLACK_NANOS;
    timer.after(
        Math.max(1, ground.linger().toMillis()),
        () -> {
          boolean begun = state == State.LIVE || state == State.RECOVERING;
          long now = timer.nowNanos();
          if (!begun || !stream.isIdle(idleNanos, now)) {
            return;
          }
          if (now - lastAskedNanos < idleNanos) {
            // Somebody is on the way here from another loop.
            linger();
          } else {
            end("nobody listens");
          }
        });
  }

  /** Nobody waits any longer once the hold time passed since the last player asked. */
  private void giveUpLater(long nanos) {
    timer.after(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)), this::giveUp);
  }

  private void giveUp() {
    if (state == State.SEEKING) {
      long left = ground.hold().toNanos() - (timer.nowNanos() - lastAskedNanos);
      if (left > TIMER_SLACK_NANOS) {
        giveUpLater(left);
      } else {
        end("nobody publishes it");
      }
    }
  }

  private void end(String why) {
    if (state == State.OVER) {
      return;
    }
    boolean wasLive = state != State.SEEKING;
    state = State.OVER;
    desk.forget(this);
    search.stop();
    if (active != null) {
      active.close();
    }
    if (next != null) {
      next.close();
    }
    if (wasLive) {
      ground.hub().remove(stream);
      ground.metrics().streamClosed();
      LOG.atInfo().addKeyValue("stream", key).addKeyValue("reason", why).log("pull-ended");
    } else {
      ready.tryFail(new StreamNotFoundException("No such stream."));
    }
    stream.end();
  }
}
