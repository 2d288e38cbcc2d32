package dev.weir.loadtest.gatling;

import dev.weir.loadtest.swarm.PlayerListener;
import dev.weir.loadtest.swarm.SwarmPlayer;
import io.gatling.core.session.Session;

/**
 * {@code rtmp("name").pause()} and {@code resume()}: asks the server to stop sending or to go on,
 * and waits for its answer.
 */
final class PauseAction extends RtmpAction {
  private final boolean paused;

  PauseAction(Frame frame, boolean paused) {
    super(frame);
    this.paused = paused;
  }

  @Override
  void start(Session session, RtmpUser user) {
    long startNanos = System.nanoTime();
    user.execute(
        () -> {
          SwarmPlayer player = user.player();
          if (player == null || player.isGone()) {
            end(session, startNanos, null, "does not play", RtmpResponse.of(""));
          } else {
            new Wait(session, user, startNanos).ask(player);
          }
        });
  }

  private final class Wait implements PlayerListener {
    private final Session session;
    private final RtmpUser user;
    private final long startNanos;
    private boolean over;

    Wait(Session session, RtmpUser user, long startNanos) {
      this.session = session;
      this.user = user;
      this.startNanos = startNanos;
    }

    void ask(SwarmPlayer player) {
      long millis = protocol().connectTimeout().toMillis();
      user.listen(this);
      player.pause(paused);
      user.later(millis, () -> over("no answer within " + millis + " ms", ""));
    }

    @Override
    public void onPaused(SwarmPlayer player, String code) {
      over(null, code);
    }

    @Override
    public void onGone(SwarmPlayer player, String reason) {
      over(reason, "");
    }

    private void over(String failure, String code) {
      if (!over) {
        over = true;
        user.listen(PlayerListener.NONE);
        end(session, startNanos, null, failure, RtmpResponse.of(code));
      }
    }
  }
}
