package dev.weir.loadtest.gatling;

import com.typesafe.scalalogging.Logger;
import dev.weir.loadtest.report.Masked;
import io.gatling.commons.validation.Failure;
import io.gatling.commons.validation.Success;
import io.gatling.commons.validation.Validation;
import io.gatling.core.action.Action;
import io.gatling.core.action.BlockExit;
import io.gatling.core.check.Check;
import io.gatling.core.check.Check$;
import io.gatling.core.session.Session;
import io.gatling.core.stats.StatsEngine;
import io.netty.channel.EventLoop;
import org.slf4j.LoggerFactory;
import scala.Function1;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.List;

/**
 * An action as Gatling runs it: on its user's event loop, once a visit, with the next action told
 * exactly once. The work is done on the engine's loops.
 */
abstract class RtmpAction implements Action {
  /**
   * What any action has.
   *
   * @param quiet whether it is logged under its own name only when it fails
   */
  record Frame(
      Function1<Session, Validation<String>> name,
      List<Check<RtmpResponse>> checks,
      boolean quiet,
      RtmpComponents components,
      StatsEngine stats,
      Action next) {}

  private final Logger logger = Logger.apply(LoggerFactory.getLogger(getClass()));
  private final Frame frame;

  RtmpAction(Frame frame) {
    this.frame = frame;
  }

  /** Begins; {@link #end} tells that it is over, from any thread. */
  abstract void start(Session session, RtmpUser user);

  final MeasureLog log() {
    return frame.components.log();
  }

  final RtmpProtocol protocol() {
    return frame.components.protocol();
  }

  /**
   * Ends the visit: looks whether checks hold, logs the action under its own name, and goes on.
   *
   * @param same name under which the same was logged already; null for none
   * @param failure null for none
   */
  final void end(
      Session session, long startNanos, String same, String failure, RtmpResponse response) {
    long endNanos = System.nanoTime();
    Session after = session;
    String why = failure;
    if (why == null) {
      Tuple2<Session, Option<Failure>> checked =
          Check$.MODULE$.check(response, session, frame.checks);
      after = checked._1();
      why = checked._2().isDefined() ? checked._2().get().message() : null;
    }
    String name = text(frame.name, session);
    boolean told = name.equals(same) || (frame.quiet && failure == null);
    if (!told || (failure == null && why != null)) {
      log().request(session, name, startNanos, endNanos, why);
    }
    frame.next.$bang(why == null ? after : after.markAsFailed());
  }

  /** Ends the visit without a word in the report. */
  final void pass(Session session) {
    frame.next.$bang(session);
  }

  /** What an expression says for a user. */
  static String text(Function1<Session, Validation<String>> expression, Session session) {
    Validation<String> value = expression.apply(session);
    if (value instanceof Success<String> success) {
      return success.value();
    }
    throw new IllegalArgumentException(((Failure) (Object) value).message());
  }

  @Override
  public final String name() {
    return getClass().getSimpleName();
  }

  @Override
  public final String toString() {
    return name();
  }

  @Override
  public final Logger logger() {
    return logger;
  }

  // How a Scala trait sets a value of the class that it is mixed into.
  @Override
  public final void com$typesafe$scalalogging$StrictLogging$_setter_$logger_$eq(Logger value) {}

  @Override
  public final void $bang(Session session) {
    EventLoop eventLoop = session.eventLoop();
    if (!eventLoop.inEventLoop()) {
      if (!eventLoop.isShutdown()) {
        eventLoop.execute(() -> $bang(session));
      }
      return;
    }
    Option<BlockExit> exit = BlockExit.mustExit(session);
    if (exit.isDefined()) {
      exit.get().exitBlock(frame.stats, System.currentTimeMillis());
    } else {
      execute(session);
    }
  }

  @Override
  public final void execute(Session session) {
    try {
      start(session, RtmpComponents.user(session));
    } catch (RuntimeException e) {
      frame.stats.logRequestCrash(
          session.scenario(), session.groups(), name(), Masked.text(e.toString()));
      frame.next.$bang(session.markAsFailed());
    }
  }
}
