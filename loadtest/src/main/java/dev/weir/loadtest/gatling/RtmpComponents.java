package dev.weir.loadtest.gatling;

import dev.weir.loadtest.swarm.LoadEngine;
import dev.weir.loadtest.swarm.SwarmSecond;
import io.gatling.core.CoreComponents;
import io.gatling.core.protocol.ProtocolComponents;
import io.gatling.core.session.Session;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import scala.Function1;
import scala.runtime.BoxedUnit;

/** A scenario's engine and measures. */
final class RtmpComponents implements ProtocolComponents {
  private final RtmpProtocol protocol;
  private final LoadEngine engine;
  private final MeasureLog log;

  RtmpComponents(CoreComponents core, RtmpProtocol protocol) {
    this.protocol = protocol;
    this.engine = protocol.engine().orElseGet(() -> LoadEngine.open(protocol.loops()));
    this.log = new MeasureLog(core.statsEngine(), core.clock(), protocol.book());
    Consumer<SwarmSecond> seconds = new SecondLog(log);
    BiConsumer<String, Double> figures = this::figure;
    engine.onSecond(seconds);
    engine.onFigure(figures);
    core.actorSystem()
        .registerOnTermination(
            () -> {
              log.endRequests();
              engine.tellRest();
              engine.removeListener(seconds);
              engine.removeListener(figures);
              if (protocol.engine().isEmpty()) {
                engine.close();
              }
              return BoxedUnit.UNIT;
            });
  }

  private void figure(String measure, double millis) {
    protocol.book().time(measure, millis);
    log.figure(measure, Math.round(millis));
  }

  RtmpProtocol protocol() {
    return protocol;
  }

  MeasureLog log() {
    return log;
  }

  /** The user of a session. */
  static RtmpUser user(Session session) {
    return (RtmpUser) session.attributes().apply(RtmpUser.KEY);
  }

  @Override
  public Function1<Session, Session> onStart() {
    return session -> session.set(RtmpUser.KEY, new RtmpUser(engine, protocol, session.userId()));
  }

  /** A user whose scenario ended before it closed leaves nothing open. */
  @Override
  public Function1<Session, BoxedUnit> onExit() {
    return session -> {
      if (session.contains(RtmpUser.KEY)) {
        RtmpUser user = user(session);
        user.execute(user::close);
      }
      return BoxedUnit.UNIT;
    };
  }
}
