package dev.weir.loadtest.gatling;

import dev.weir.loadtest.swarm.PlayerListener;
import dev.weir.loadtest.swarm.PlayerStyle;
import dev.weir.loadtest.swarm.SwarmPlayer;
import io.gatling.commons.validation.Validation;
import io.gatling.core.session.Session;
import java.util.concurrent.TimeUnit;
import scala.Function1;

/**
 * {@code rtmp("name").play(stream)}: from the play command to the first key frame. A user who is
 * not connected is so first.
 */
final class PlayAction extends RtmpAction {
  private static final long LOOK_MILLIS = 500;

  private final Function1<Session, Validation<String>> stream;
  private final PlayerStyle style;

  /**
   * @param stream null for the name in the URL
   * @param style of a user who is not connected
   */
  PlayAction(Frame frame, Function1<Session, Validation<String>> stream, PlayerStyle style) {
    super(frame);
    this.stream = stream;
    this.style = style;
  }

  @Override
  void start(Session session, RtmpUser user) {
    long startNanos = System.nanoTime();
    String name = stream == null ? null : text(stream, session);
    user.execute(
        () -> {
          if (user.hasFreshConnection()) {
            new Wait(session, user, startNanos).play(name);
          } else {
            long timeout = protocol().connectTimeout().toMillis();
            Dial.start(
                user,
                user.nextTarget(),
                style,
                timeout,
                log(),
                session,
                failure -> {
                  if (failure == null) {
                    new Wait(session, user, startNanos).play(name);
                  } else {
                    log().fail(session, Measures.JOIN, startNanos, System.nanoTime(), failure);
                    end(session, startNanos, null, failure, RtmpResponse.of(""));
                  }
                });
          }
        });
  }

  /** Until the first key frame, the end of the connection, or too long. */
  private final class Wait implements PlayerListener {
    private final Session session;
    private final RtmpUser user;
    private final long startNanos;
    private String step = Measures.FIRST_BYTE;
    private long playNanos;

    Wait(Session session, RtmpUser user, long startNanos) {
      this.session = session;
      this.user = user;
      this.startNanos = startNanos;
    }

    void play(String name) {
      playNanos = System.nanoTime();
      user.play(name, this);
      look();
    }

    private void look() {
      long left =
          protocol().playTimeout().toMillis()
              - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - playNanos);
      if (step != null && user.isEnding()) {
        // Who came too late to see something has not failed.
        step = null;
        user.player().leave();
        pass(session.markAsFailed());
      } else if (step != null && left <= 0) {
        long millis = protocol().playTimeout().toMillis();
        user.player().connection().end("no picture within " + millis + " ms");
      } else if (step != null) {
        user.later(Math.max(1, Math.min(LOOK_MILLIS, left)), this::look);
      }
    }

    @Override
    public void onFirstMedia(SwarmPlayer player) {
      log().time(session, Measures.FIRST_BYTE, asked(player), player.firstMediaNanos());
      step = Measures.FIRST_KEY_FRAME;
    }

    @Override
    public void onFirstKeyFrame(SwarmPlayer player) {
      long now = player.firstKeyFrameNanos();
      log().time(session, Measures.FIRST_KEY_FRAME, asked(player), now);
      log().time(session, Measures.JOIN, player.openedNanos(), now);
      log().book().add(Measures.CUT_OFF, 0);
      step = null;
      end(session, startNanos, Measures.JOIN, null, response(player));
    }

    @Override
    public void onGone(SwarmPlayer player, String reason) {
      if (step != null) {
        long now = System.nanoTime();
        log().fail(session, step, asked(player), now, reason);
        log().fail(session, Measures.JOIN, player.openedNanos(), now, reason);
        step = null;
        end(session, startNanos, Measures.JOIN, reason, response(player));
      }
    }

    /** A server may send before it was asked, or end before it could be. */
    private long asked(SwarmPlayer player) {
      return player.askedNanos() == 0 ? player.openedNanos() : player.askedNanos();
    }

    private RtmpResponse response(SwarmPlayer player) {
      return new RtmpResponse(
          player.startCode().isEmpty() ? player.connection().code() : player.startCode(),
          player.codecs().video(),
          player.codecs().audio(),
          Double.NaN);
    }
  }
}
