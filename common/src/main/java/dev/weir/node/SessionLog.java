package dev.weir.node;

import dev.weir.access.StreamKeySecret;
import dev.weir.metrics.ConnectionKind;
import dev.weir.rtmp.RateBudget;
import dev.weir.stream.StreamKey;
import dev.weir.transport.CloseReason;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log's lines of sessions: one when somebody is let in, and one when his connection is gone.
 * Whoever was never let in has the second one only, and only while those are few: guessers come by
 * the thousand. Names that look like secrets are masked, also where no secrets are asked for: a
 * player may have one of somebody's. Any thread.
 */
final class SessionLog {
  private static final Logger LOG = LoggerFactory.getLogger(SessionLog.class);

  private static final int LINES_A_SECOND = 5;
  private static final int LINES_AT_ONCE = 50;

  private final LongSupplier clock;
  private final RateBudget lines = new RateBudget(LINES_A_SECOND, LINES_AT_ONCE);
  private long unsaid;

  SessionLog() {
    this(System::nanoTime);
  }

  /** With another clock; for tests. */
  SessionLog(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Somebody was let in.
   *
   * @param id of his connection
   * @param stream as it was granted
   * @param peer his address
   * @param client the program that he says he uses
   */
  void opened(String id, ConnectionKind kind, StreamKey stream, String peer, String client) {
    LOG.atInfo()
        .addKeyValue("id", id)
        .addKeyValue("kind", kind)
        .addKeyValue("stream", StreamKeySecret.masked(stream))
        .addKeyValue("peer", peer)
        .addKeyValue("client", client)
        .log("session-opened");
  }

  /** The connection of somebody who was let in is gone. */
  void closed(String id, ConnectionKind kind, StreamKey stream, CloseReason why) {
    LOG.atInfo()
        .addKeyValue("id", id)
        .addKeyValue("kind", kind)
        .addKeyValue("stream", StreamKeySecret.masked(stream))
        .addKeyValue("reason", why.kind())
        .addKeyValue("detail", why.detail())
        .log("session-closed");
  }

  /** That of somebody who was not. */
  void refused(String id, ConnectionKind kind, StreamKey stream, String peer, CloseReason why) {
    long left = unsaid();
    if (left < 0) {
      return;
    }
    LOG.atInfo()
        .addKeyValue("id", id)
        .addKeyValue("kind", kind)
        .addKeyValue("stream", StreamKeySecret.masked(stream))
        .addKeyValue("peer", peer)
        .addKeyValue("reason", why.kind())
        .addKeyValue("detail", why.detail())
        .addKeyValue("unsaid", left)
        .log("session-refused");
  }

  /** How many lines were left out before this one; -1 when this one is, too. */
  private synchronized long unsaid() {
    if (!lines.spend(1, clock.getAsLong())) {
      unsaid++;
      return -1;
    }
    long left = unsaid;
    unsaid = 0;
    return left;
  }
}
