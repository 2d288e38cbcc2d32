package dev.weir.faults;

import dev.weir.rtmp.message.MessageType;
import dev.weir.rtmp.session.ClientSession;
import dev.weir.transport.ClientConnection;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import java.util.function.LongPredicate;

/** Sends a stream's frames over one granted connection as they are due. On its event loop. */
final class ProbePace {
  /** More than this unsent and frames are left out until it is half, as encoders do. */
  private static final long UNSENT_LIMIT = 1 << 20;

  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final int AUDIO_BYTES = 100;

  private final Vertx vertx;
  private final ClientConnection connection;
  private final ProbeStream stream;
  private final PublisherLog log;
  private final String target;

  private LongPredicate atKeyFrame = sequence -> true;
  private long timer = -1;
  private int epoch;
  private long video;
  private long audio;
  private long baseNanos;
  private boolean forceKey;
  private boolean paused;
  private boolean stopped;
  private boolean leavingOut;

  ProbePace(
      Vertx vertx,
      ClientConnection connection,
      ProbeStream stream,
      PublisherLog log,
      String target) {
    this.vertx = vertx;
    this.connection = connection;
    this.stream = stream;
    this.log = log;
    this.target = target;
  }

  /**
   * Begins with the next frame that is due, as a key frame.
   *
   * @param goesOn asked before each key frame of the encoder's own rhythm, with its sequence; false
   *     ends the sending
   */
  void start(long nowNanos, LongPredicate goesOn) {
    startAt(stream.videoFrom(nowNanos), stream.audioFrom(nowNanos), goesOn);
  }

  /** Begins with exactly these frames, the picture as a key frame. */
  void startAt(long videoSequence, long audioSequence, LongPredicate goesOn) {
    video = videoSequence;
    audio = audioSequence;
    atKeyFrame = goesOn;
    begin();
    connection.use(this::sendHeaders);
    // Not from within another connection's tick.
    timer = vertx.setTimer(1, id -> tick());
  }

  long nextAudio() {
    return audio;
  }

  void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }

  void pause() {
    paused = true;
    vertx.cancelTimer(timer);
  }

  void resume() {
    if (paused && !stopped) {
      paused = false;
      long now = System.nanoTime();
      video = stream.videoFrom(now);
      audio = stream.audioFrom(now);
      epoch = stream.nextEpoch();
      forceKey = true;
      connection.use(this::sendHeaders);
      tick();
    }
  }

  private void begin() {
    epoch = stream.nextEpoch();
    // Each connection begins at 0, as with most encoders.
    baseNanos = stream.videoDueNanos(video);
    forceKey = true;
  }

  private void sendHeaders(ClientSession session) {
    if (session.isStarted()) {
      send(
          session,
          MessageType.VIDEO,
          stream.videoDueNanos(video),
          ProbeFrames.videoHeader(stream.shape().freshHeaders() ? epoch : 0));
      if (stream.shape().audio()) {
        send(session, MessageType.AUDIO, stream.videoDueNanos(video), ProbeFrames.audioHeader());
      }
    }
  }

  private void tick() {
    if (stopped || paused) {
      return;
    }
    long unsent = connection.socket().unsent();
    leavingOut = leavingOut ? unsent > UNSENT_LIMIT / 2 : unsent > UNSENT_LIMIT;
    connection.use(session -> sendDue(session, System.nanoTime()));
    connection.flush();
    if (!stopped) {
      long due = stream.videoDueNanos(video);
      if (stream.shape().audio()) {
        due = Math.min(due, stream.audioDueNanos(audio));
      }
      long wait = (due - System.nanoTime()) / NANOS_PER_MILLI;
      timer = vertx.setTimer(Math.max(1, wait), id -> tick());
    }
  }

  private void sendDue(ClientSession session, long now) {
    while (session.isStarted() && !stopped) {
      long videoDue = stream.videoDueNanos(video);
      long audioDue = stream.shape().audio() ? stream.audioDueNanos(audio) : Long.MAX_VALUE;
      if (Math.min(videoDue, audioDue) > now) {
        return;
      }
      if (audioDue < videoDue) {
        sendAudio(session, audioDue);
      } else if (stream.isKey(video) && !forceKey && !atKeyFrame.test(video)) {
        stopped = true;
      } else {
        sendVideo(session, videoDue);
      }
    }
  }

  private void sendVideo(ClientSession session, long due) {
    boolean key = forceKey || stream.isKey(video);
    if (leavingOut) {
      forceKey = true;
    } else {
      long now = System.nanoTime();
      Stamp stamp = new Stamp(stream.id(), epoch, video, now, key);
      send(session, MessageType.VIDEO, due, ProbeFrames.video(stamp, stream.shape().frameBytes()));
      log.sent(epoch, target, video, now);
      forceKey = false;
    }
    video++;
  }

  private void sendAudio(ClientSession session, long due) {
    if (!leavingOut) {
      Stamp stamp = new Stamp(stream.id(), epoch, audio, System.nanoTime(), false);
      send(session, MessageType.AUDIO, due, ProbeFrames.audio(stamp, AUDIO_BYTES));
    }
    audio++;
  }

  private void send(ClientSession session, int type, long due, ByteBuf body) {
    try {
      session.publish(type, Math.max(0, (due - baseNanos) / NANOS_PER_MILLI), body);
    } finally {
      body.release();
    }
  }
}
