package dev.weir.loadtest.gatling;

import dev.weir.loadtest.swarm.ConnectionListener;
import dev.weir.loadtest.swarm.PlayerStyle;
import dev.weir.loadtest.swarm.SwarmConnection;
import dev.weir.loadtest.swarm.Target;
import io.gatling.core.session.Session;
import java.util.function.Consumer;

/** Connects a user and measures each step. Lives on the user's loop. */
final class Dial implements ConnectionListener {
  private final MeasureLog log;
  private final Session session;
  private final Consumer<String> done;
  private String step = Measures.TCP_CONNECT;
  private long stepNanos = System.nanoTime();
  private SwarmConnection connection;

  /**
   * @param done told once, with the reason if it failed and null if not
   */
  private Dial(MeasureLog log, Session session, Consumer<String> done) {
    this.log = log;
    this.session = session;
    this.done = done;
  }

  static void start(
      RtmpUser user,
      Target target,
      PlayerStyle style,
      long timeoutMillis,
      MeasureLog log,
      Session session,
      Consumer<String> done) {
    Dial dial = new Dial(log, session, done);
    dial.connection = user.connect(target, style, dial);
    user.later(timeoutMillis, () -> dial.giveUp(timeoutMillis));
  }

  private void giveUp(long millis) {
    if (step != null) {
      connection.end("no answer within " + millis + " ms");
    }
  }

  @Override
  public void onTcp(SwarmConnection made) {
    pass(Measures.HANDSHAKE);
  }

  @Override
  public void onHandshake(SwarmConnection made) {
    pass(Measures.CONNECT);
  }

  @Override
  public void onConnected(SwarmConnection made) {
    pass(null);
    done.accept(null);
  }

  @Override
  public void onGone(SwarmConnection made, String reason) {
    if (step != null) {
      log.fail(session, step, stepNanos, System.nanoTime(), reason);
      step = null;
      done.accept(reason);
    }
  }

  private void pass(String nextStep) {
    long now = System.nanoTime();
    log.time(session, step, stepNanos, now);
    step = nextStep;
    stepNanos = now;
  }
}
