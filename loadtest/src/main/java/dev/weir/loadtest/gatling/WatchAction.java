package dev.weir.loadtest.gatling;

import dev.weir.loadtest.swarm.PlayerListener;
import dev.weir.loadtest.swarm.PlayerStyle;
import dev.weir.loadtest.swarm.SwarmPlayer;
import dev.weir.loadtest.swarm.SwarmPublisher;
import io.gatling.core.session.Session;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * {@code rtmp("name").watch(duration)}: time passes while frames come, or go. It is over before
 * when the player is cut off, which is a failure, and when the run is to end.
 */
final class WatchAction extends RtmpAction {
  private static final long LOOK_MILLIS = 500;
  private static final double BITS_PER_KBIT = 1_000 / 8.0;

  private final Function<Session, Duration> duration;

  WatchAction(Frame frame, Function<Session, Duration> duration) {
    super(frame);
    this.duration = duration;
  }

  @Override
  void start(Session session, RtmpUser user) {
    long startNanos = System.nanoTime();
    long endNanos = startNanos + duration.apply(session).toNanos();
    user.execute(() -> new Watch(session, user, startNanos, endNanos).begin());
  }

  private final class Watch implements PlayerListener {
    private final Session session;
    private final RtmpUser user;
    private final long startNanos;
    private final long endNanos;
    private long startBytes;
    private boolean over;

    Watch(Session session, RtmpUser user, long startNanos, long endNanos) {
      this.session = session;
      this.user = user;
      this.startNanos = startNanos;
      this.endNanos = endNanos;
    }

    void begin() {
      startBytes = bytes();
      SwarmPlayer player = user.player();
      if (player == null && user.publisher() == null) {
        over("neither plays nor publishes");
      } else if (player != null && player.isGone()) {
        cutOff(player.connection().closeReason());
      } else {
        user.listen(this);
        look();
      }
    }

    @Override
    public void onGone(SwarmPlayer player, String reason) {
      cutOff(reason);
    }

    private void look() {
      long left = TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime());
      if (left <= 0 || user.isEnding()) {
        over(null);
      } else if (user.player() == null && isLost(user.publisher())) {
        over(user.publisher().lostReason());
      } else if (!over) {
        user.later(Math.max(1, Math.min(LOOK_MILLIS, left)), this::look);
      }
    }

    private boolean isLost(SwarmPublisher publisher) {
      return publisher != null && publisher.connection().isGone() && !protocol().returns();
    }

    private void cutOff(String reason) {
      if (!over) {
        SwarmPlayer player = user.player();
        boolean healthy = player.style().kind() == PlayerStyle.Kind.HEALTHY;
        log().book().add(healthy ? Measures.CUT_OFF : Measures.SLOW_CUT_OFF, 1);
        over(reason);
      }
    }

    private void over(String failure) {
      if (!over) {
        over = true;
        user.listen(PlayerListener.NONE);
        end(session, startNanos, null, failure, response());
      }
    }

    private RtmpResponse response() {
      double seconds = Math.max(1e-3, (System.nanoTime() - startNanos) / 1e9);
      double kbps = (bytes() - startBytes) / BITS_PER_KBIT / seconds;
      SwarmPlayer player = user.player();
      return player == null
          ? new RtmpResponse("", "none", "none", kbps)
          : new RtmpResponse(
              player.startCode(), player.codecs().video(), player.codecs().audio(), kbps);
    }

    private long bytes() {
      SwarmPlayer player = user.player();
      SwarmPublisher publisher = user.publisher();
      return player != null ? player.bytes() : publisher != null ? publisher.bytes() : 0;
    }
  }
}
