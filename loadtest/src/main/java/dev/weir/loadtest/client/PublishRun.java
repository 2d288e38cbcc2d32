package dev.weir.loadtest.client;

import dev.weir.rtmp.session.ClientSession;
import dev.weir.transport.ClientConnection;
import io.vertx.core.Vertx;

/**
 * Publishes a file on one granted connection, in real time, until it is stopped. On the
 * connection's event loop.
 */
final class PublishRun {
  /** More than this unsent and the rest of the group of pictures is left out. */
  private static final long UNSENT_LIMIT = 4 << 20;

  /** Later than this, as after a suspended machine, and the time line moves instead of a burst. */
  private static final long LATE_MILLIS = 5_000;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long TIMESTAMP_MASK = 0xFFFF_FFFFL;

  private final Vertx vertx;
  private final ClientConnection connection;
  private final FlvMedia media;
  private final long firstTimestamp;
  private final PublisherListener listener;
  private final FlvLoop loop;
  private final SentHeaders headers = new SentHeaders();
  private long startNanos = System.nanoTime();

  private long timer = -1;
  private boolean skipping;
  private boolean muted;
  private long bytes;
  private long frames;
  private long skipped;

  PublishRun(
      Vertx vertx,
      ClientConnection connection,
      FlvMedia media,
      long firstTimestamp,
      PublisherListener listener) {
    this.vertx = vertx;
    this.connection = connection;
    this.media = media;
    this.firstTimestamp = firstTimestamp;
    this.listener = listener;
    this.loop = new FlvLoop(media);
  }

  void start() {
    sendWhatIsDue();
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  void mute(boolean nowMuted) {
    muted = nowMuted;
  }

  long bytes() {
    return bytes;
  }

  long frames() {
    return frames;
  }

  long skipped() {
    return skipped;
  }

  long rounds() {
    return loop.rounds();
  }

  private void sendWhatIsDue() {
    connection.use(this::sendWhatIsDue);
    connection.flush();
    long wait = loop.dueMillis() - elapsedMillis();
    timer = vertx.setTimer(Math.max(1, wait), id -> sendWhatIsDue());
  }

  private void sendWhatIsDue(ClientSession session) {
    long elapsed = elapsedMillis();
    long late = elapsed - loop.dueMillis();
    if (late > LATE_MILLIS) {
      startNanos += late * NANOS_PER_MILLI;
      elapsed -= late;
    }
    // The session leaves the role by itself when the server ends it; the handler hears of it next.
    while (session.isStarted() && loop.dueMillis() <= elapsed) {
      MediaUnit unit = loop.unit();
      if (!muted && headers.isNews(unit)) {
        if (unit.isMedia() && mustSkip(unit)) {
          skipped++;
        } else {
          send(session, unit);
        }
      }
      loop.advance();
    }
  }

  private void send(ClientSession session, MediaUnit unit) {
    long timestamp = (firstTimestamp + loop.timestamp()) & TIMESTAMP_MASK;
    session.publish(unit.type(), timestamp, unit.body());
    bytes += unit.body().readableBytes();
    frames += unit.isMedia() ? 1 : 0;
    listener.onSent(unit.type(), timestamp, unit.body());
  }

  /** After a skip the first picture is a key frame, with the connection half way drained. */
  private boolean mustSkip(MediaUnit unit) {
    long unsent = connection.socket().unsent();
    if (skipping) {
      boolean entry = unit.kind() == MediaUnit.Kind.KEY_FRAME || !media.hasVideo();
      skipping = !(entry && unsent < UNSENT_LIMIT / 2);
    } else {
      skipping = unsent > UNSENT_LIMIT;
    }
    return skipping;
  }

  private long elapsedMillis() {
    return (System.nanoTime() - startNanos) / NANOS_PER_MILLI;
  }
}
