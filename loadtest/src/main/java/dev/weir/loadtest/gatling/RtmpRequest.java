package dev.weir.loadtest.gatling;

import dev.weir.loadtest.swarm.Feed;
import dev.weir.loadtest.swarm.PlayerStyle;
import io.gatling.commons.validation.Validation;
import io.gatling.core.session.Session;
import io.gatling.javaapi.core.internal.Expressions;
import java.time.Duration;
import java.util.function.Function;
import scala.Function1;

/** What an action of a name can be. */
public final class RtmpRequest {
  private final Function1<Session, Validation<String>> name;

  RtmpRequest(Function1<Session, Validation<String>> name) {
    this.name = name;
  }

  /** Connects a player: TCP, handshake and connect command, each a request of its own, too. */
  public RtmpActionBuilder connect() {
    return connect(PlayerStyle.HEALTHY);
  }

  /** Connects a player that will read in some other way. */
  public RtmpActionBuilder connect(PlayerStyle style) {
    return action(frame -> new ConnectAction(frame, style));
  }

  /**
   * Publishes under the name in the URL, and over a connection of its own if there is none, until
   * {@link #close} or the user's end. Over when it is granted.
   */
  public RtmpActionBuilder publish(Feed feed) {
    return action(frame -> new PublishAction(frame, null, feed));
  }

  /** Publishes under a name, which may have expressions. */
  public RtmpActionBuilder publish(String stream, Feed feed) {
    Function1<Session, Validation<String>> expression = Expressions.toStringExpression(stream);
    return action(frame -> new PublishAction(frame, expression, feed));
  }

  /**
   * Plays the name in the URL, over a connection of its own if there is none, until {@link #close}
   * or the user's end. Over with the first key frame.
   */
  public RtmpActionBuilder play() {
    return action(frame -> new PlayAction(frame, null, PlayerStyle.HEALTHY));
  }

  /** Plays a name, which may have expressions. */
  public RtmpActionBuilder play(String stream) {
    Function1<Session, Validation<String>> expression = Expressions.toStringExpression(stream);
    return action(frame -> new PlayAction(frame, expression, PlayerStyle.HEALTHY));
  }

  /** Lets seconds pass while frames come or go; fails when the player is cut off. */
  public RtmpActionBuilder watch(long seconds) {
    return watch(Duration.ofSeconds(seconds));
  }

  /** Lets time pass while frames come or go; fails when the player is cut off. */
  public RtmpActionBuilder watch(Duration duration) {
    return watch(session -> duration);
  }

  /** Lets time pass, for each user another. */
  public RtmpActionBuilder watch(Function<io.gatling.javaapi.core.Session, Duration> duration) {
    return action(
        frame ->
            new WatchAction(
                frame, session -> duration.apply(new io.gatling.javaapi.core.Session(session))));
  }

  /** Asks the server to stop sending. */
  public RtmpActionBuilder pause() {
    return action(frame -> new PauseAction(frame, true));
  }

  /** Asks the server to go on. */
  public RtmpActionBuilder resume() {
    return action(frame -> new PauseAction(frame, false));
  }

  /** Leaves; is not reported. */
  public RtmpActionBuilder close() {
    return action(CloseAction::new);
  }

  private RtmpActionBuilder action(Function<RtmpAction.Frame, RtmpAction> make) {
    return new RtmpActionBuilder(name, make);
  }
}
