package dev.weir.loadtest.gatling;

import dev.weir.loadtest.report.Masked;
import dev.weir.loadtest.report.MeasureBook;
import io.gatling.commons.stats.KO$;
import io.gatling.commons.stats.OK$;
import io.gatling.commons.stats.Status;
import io.gatling.commons.util.Clock;
import io.gatling.core.session.Session;
import io.gatling.core.stats.StatsEngine;
import java.util.concurrent.TimeUnit;
import scala.Option;
import scala.collection.immutable.List;
import scala.collection.immutable.List$;

/**
 * Writes measures as Gatling's requests and into the book. Times are {@link System#nanoTime()}.
 * Safe for use from several threads.
 */
final class MeasureLog {
  private static final double NANOS_PER_MILLI = 1e6;
  private static final String EVERYBODY = "";

  private final StatsEngine stats;
  private final MeasureBook book;
  private final long baseMillis;
  private final long baseNanos;
  private volatile boolean over;

  MeasureLog(StatsEngine stats, Clock clock, MeasureBook book) {
    this.stats = stats;
    this.book = book;
    // Gatling's clock is the wall's at its start and nanoTime from then on.
    this.baseMillis = clock.nowMillis();
    this.baseNanos = System.nanoTime();
  }

  MeasureBook book() {
    return book;
  }

  /** Gatling takes no more; the book does. */
  void endRequests() {
    over = true;
  }

  /** Something took its time. */
  void time(Session session, String measure, long startNanos, long endNanos) {
    book.time(measure, (endNanos - startNanos) / NANOS_PER_MILLI);
    request(session, measure, startNanos, endNanos, null);
  }

  /** Something did not come about. */
  void fail(Session session, String measure, long startNanos, long endNanos, String reason) {
    book.fail(measure, reason);
    request(session, measure, startNanos, endNanos, reason);
  }

  /**
   * A request of a user, in Gatling's report only.
   *
   * @param failure null for none; credentials in it are masked, as reports get passed on
   */
  void request(Session session, String name, long startNanos, long endNanos, String failure) {
    if (over) {
      return;
    }
    Status status = failure == null ? OK$.MODULE$ : KO$.MODULE$;
    long start = millis(startNanos);
    long end = Math.max(start, millis(endNanos));
    stats.logResponse(
        session.scenario(),
        session.groups(),
        name,
        start,
        end,
        status,
        Option.empty(),
        Option.apply(failure == null ? null : Masked.text(failure)));
  }

  /** A figure of now that belongs to no user, in Gatling's report only, where it reads as ms. */
  void figure(String name, long value) {
    if (over) {
      return;
    }
    long now = millis(System.nanoTime());
    List<String> none = List$.MODULE$.empty();
    stats.logResponse(
        EVERYBODY,
        none,
        name,
        now - Math.max(0, value),
        now,
        OK$.MODULE$,
        Option.empty(),
        Option.empty());
  }

  private long millis(long nanos) {
    return baseMillis + TimeUnit.NANOSECONDS.toMillis(nanos - baseNanos);
  }
}
