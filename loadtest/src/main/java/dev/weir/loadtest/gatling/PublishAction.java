package dev.weir.loadtest.gatling;

import dev.weir.loadtest.swarm.Feed;
import dev.weir.loadtest.swarm.PlayerStyle;
import dev.weir.loadtest.swarm.PublishListener;
import dev.weir.loadtest.swarm.SwarmPublisher;
import dev.weir.loadtest.swarm.Target;
import io.gatling.commons.validation.Validation;
import io.gatling.core.session.Session;
import scala.Function1;

/**
 * {@code rtmp("name").publish(feed)}: from the publish command until it is granted; pictures flow
 * from then on. A user who is not connected is so first.
 */
final class PublishAction extends RtmpAction {
  private final Function1<Session, Validation<String>> stream;
  private final Feed feed;

  /**
   * @param stream null for the name in the URL
   */
  PublishAction(Frame frame, Function1<Session, Validation<String>> stream, Feed feed) {
    super(frame);
    this.stream = stream;
    this.feed = feed;
  }

  @Override
  void start(Session session, RtmpUser user) {
    long startNanos = System.nanoTime();
    Target first = protocol().publisher(session.userId());
    String name = stream == null ? first.url().name() : text(stream, session);
    user.chooseForPublishing();
    user.execute(
        () -> {
          if (user.hasFreshConnection()) {
            new Wait(session, user, startNanos).publish(name);
          } else {
            long timeout = protocol().connectTimeout().toMillis();
            Dial.start(
                user,
                first,
                PlayerStyle.HEALTHY,
                timeout,
                log(),
                session,
                failure -> {
                  if (failure == null) {
                    new Wait(session, user, startNanos).publish(name);
                  } else {
                    log().fail(session, Measures.PUBLISH, startNanos, System.nanoTime(), failure);
                    end(session, startNanos, null, failure, RtmpResponse.of(""));
                  }
                });
          }
        });
  }

  /** Until it is granted or refused. */
  private final class Wait implements PublishListener {
    private final Session session;
    private final RtmpUser user;
    private final long startNanos;
    private boolean answered;

    Wait(Session session, RtmpUser user, long startNanos) {
      this.session = session;
      this.user = user;
      this.startNanos = startNanos;
    }

    void publish(String name) {
      long millis = protocol().playTimeout().toMillis();
      user.publish(name, feed, this);
      user.later(
          millis,
          () -> {
            if (!answered) {
              user.publisher().connection().end("no answer within " + millis + " ms");
            }
          });
    }

    @Override
    public void onGranted(SwarmPublisher publisher) {
      if (!answered) {
        answered = true;
        log().time(session, Measures.PUBLISH, publisher.askedNanos(), System.nanoTime());
        RtmpResponse response = RtmpResponse.of(publisher.connection().code());
        end(session, startNanos, Measures.PUBLISH, null, response);
      }
    }

    @Override
    public void onLost(SwarmPublisher publisher, String reason) {
      if (!answered) {
        answered = true;
        long now = System.nanoTime();
        long asked = publisher.askedNanos() == 0 ? now : publisher.askedNanos();
        log().fail(session, Measures.PUBLISH, asked, now, reason);
        RtmpResponse response = RtmpResponse.of(publisher.connection().code());
        end(session, startNanos, Measures.PUBLISH, reason, response);
      } else {
        log().book().add(Measures.STREAMS_LOST, 1);
      }
    }
  }
}
