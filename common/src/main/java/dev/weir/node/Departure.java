package dev.weir.node;

import dev.weir.http.DrainControl;
import dev.weir.http.DrainState;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node leaves, whoever wants it to: first it is not ready any more, then it takes nobody new,
 * then those who are there go, and then it ends, or stays for who will delete it. Any thread.
 *
 * <pre>
 * order      notice                                          deadline
 * | not ready, | asked to move |  served  | closed one after  | gone, or empty
 * | serves all |               |          | another           | until a signal
 * </pre>
 */
final class Departure implements DrainControl {
  private static final Logger LOG = LoggerFactory.getLogger(Departure.class);
  private static final long ANNOUNCE_MILLIS = 1_000;

  private final DrainSettings settings;
  private final Ground ground;
  private final AtomicBoolean leaving = new AtomicBoolean();
  private final Promise<Void> over = Promise.promise();
  private volatile Future<Void> told = Future.succeededFuture();
  private volatile Drain drain;

  /** The node, as far as it has to do with leaving. */
  interface Ground {
    /** Makes the drain; once. */
    Drain drain(DrainSettings settings, long nowNanos);

    /**
     * The node is not ready from now on, says so, and lets publishers take their streams elsewhere.
     */
    Future<Void> announce(Drain begun);

    /** New connections are refused from now on. */
    void letGo();

    /** Does something later. */
    void after(long millis, Runnable task);
  }

  Departure(DrainSettings settings, Ground ground) {
    this.settings = settings;
    this.ground = ground;
  }

  /** Whether it has begun. */
  boolean hasBegun() {
    return drain != null;
  }

  /** Whether nobody new is taken. */
  boolean isLeaving() {
    return leaving.get();
  }

  /** Done when nobody is left, or the time is over, and the node is not to stay. */
  Future<Void> over() {
    return over.future();
  }

  /**
   * The node leaves and ends. Once; a later call brings the end forward if its own is earlier.
   *
   * @param deadline from now to the end of the process
   */
  Future<Void> leave(Duration deadline) {
    empty(deadline).onComplete(v -> over.tryComplete());
    return over.future();
  }

  @Override
  public void begin(Optional<Duration> deadline, boolean stay) {
    Duration chosen = deadline.orElse(settings.deadline());
    if (stay) {
      empty(chosen);
    } else {
      leave(chosen);
    }
  }

  @Override
  public Optional<DrainState> state() {
    return Optional.ofNullable(drain).map(Drain::state);
  }

  private Future<Void> empty(Duration deadline) {
    long now = System.nanoTime();
    DrainSettings given = settings.within(deadline);
    boolean begun;
    synchronized (this) {
      begun = drain != null;
      if (!begun) {
        drain = ground.drain(given, now);
      }
    }
    if (begun) {
      drain.hasten(now, deadline);
    } else {
      announce(given);
    }
    // Balancers need the notice from its begin on, also when a signal follows; what is left of it
    // then is over before this one, unless the end is near.
    long notice = given.notice().toMillis();
    if (notice == 0) {
      close();
    } else {
      ground.after(notice, this::close);
    }
    return drain.ended();
  }

  private void announce(DrainSettings given) {
    LOG.atInfo()
        .addKeyValue("sessions", drain.state().left())
        .addKeyValue("seconds", given.deadline().toMillis() / 1e3)
        .log("drain-begun");
    told = ground.announce(drain);
  }

  /** The notice is over. Once; later calls do nothing. */
  private void close() {
    if (leaving.compareAndSet(false, true)) {
      ground.letGo();
      told.timeout(ANNOUNCE_MILLIS, TimeUnit.MILLISECONDS)
          .onFailure(e -> LOG.warn("drain-announcement-late reason=\"{}\"", e.toString()))
          .onComplete(v -> drain.begin());
    }
  }
}
