package dev.weir.stream;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of a stream's sources is the current one. The newest takes over where it can begin; until
 * then the one before goes on. On the stream's loop.
 */
final class SourceSwitch {
  private static final Logger LOG = LoggerFactory.getLogger(SourceSwitch.class);

  /** The present one, its successor, and a reserve for those who come and go quickly. */
  private static final int MAX_SOURCES = 4;

  /** A source whose times are random would fill the log. */
  private static final long JUMP_LOG_NANOS = 1_000_000_000;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A source that was silent for longer has no frames under way. */
  private static final long LIVELY_NANOS = 200 * NANOS_PER_MILLI;

  private final LiveStream stream;
  private final int handoverMillis;
  private final LoopTimer timer;
  private final StreamObserver observer;
  private final Timeline timeline = new Timeline();

  /** Oldest first; with the current one, without those that are over. */
  private final List<StreamSource> attached = new ArrayList<>(MAX_SOURCES + 1);

  private StreamSource current;

  /** The present source, or the one that was the last. */
  private StreamSource last;

  private boolean ended;
  private long sourcelessSinceNanos;
  private long jumpLoggedNanos;
  private int jumpsLogged;

  /** While the next source waits for the end of the present one; otherwise null. */
  private Handover handover;

  /**
   * @param handoverMillis see {@link StreamSettings}
   */
  SourceSwitch(LiveStream stream, int handoverMillis, LoopTimer timer, StreamObserver observer) {
    this.stream = stream;
    this.handoverMillis = handoverMillis;
    this.timer = timer;
    this.observer = observer;
    this.sourcelessSinceNanos = timer.nowNanos();
  }

  boolean isSourceless() {
    return current == null;
  }

  long sourcelessSinceNanos() {
    return sourcelessSinceNanos;
  }

  StreamSource attach(String label, String clock) {
    StreamSource source = new StreamSource(this, label, clock);
    if (ended) {
      source.end();
      return source;
    }
    attached.add(source);
    if (current == null && !timeline.isBegun()) {
      // Nobody has seen anything yet, so there is nothing to match.
      makeCurrent(source);
      source.becomeCurrent();
    } else if (attached.size() > MAX_SOURCES) {
      StreamSource oldest = attached.get(attached.get(0) == current ? 1 : 0);
      attached.remove(oldest);
      forgo(oldest);
      oldest.replaced();
    }
    return source;
  }

  void detached(StreamSource source) {
    attached.remove(source);
    forgo(source);
    if (source == current && handover != null) {
      // Nothing more comes from it: what is held were its last frames.
      finish(true);
    } else if (source == current) {
      stream.flush();
      current = null;
      sourcelessSinceNanos = timer.nowNanos();
      observer.onSourceless(1);
    }
  }

  void end() {
    if (current == null && last != null) {
      observer.onSourceless(-1);
    }
    ended = true;
    if (handover != null) {
      handover.drop();
      handover = null;
    }
    current = null;
    attached.forEach(StreamSource::end);
    attached.clear();
  }

  /** From the current source; taken over. */
  void onFrame(MediaFrame frame) {
    if (handover == null) {
      pass(frame, timer.nowNanos());
      return;
    }
    handover.hold(frame, timer.nowNanos());
    if (handover.isFull()) {
      finish(false);
    }
  }

  private void pass(MediaFrame frame, long now) {
    boolean media = frame.kind() != FrameKind.DATA && !frame.header();
    long out = media ? timeline.stamp(frame, now) : timeline.stampLoosely(frame.timestamp());
    if (out == Timeline.REPEATED) {
      frame.release();
      return;
    }
    if (timeline.jumps() != jumpsLogged) {
      jumped(now);
    }
    stream.take(out == frame.timestamp() ? frame : frame.at(out));
  }

  /** From the current source; taken over. */
  void onMetadata(MediaFrame frame) {
    stream.takeMetadata(frame.at(timeline.stampLoosely(frame.timestamp())));
  }

  void onMetadataCleared() {
    stream.clearMetadata();
  }

  void onReadComplete() {
    stream.onReadComplete();
  }

  long nowNanos() {
    return timer.nowNanos();
  }

  /** From a source that waits; taken over. */
  void onFrame(StreamSource source, Entrance entrance, MediaFrame frame) {
    if (!entrance.isBegun() && !entrance.admits(frame, timer.nowNanos())) {
      frame.release();
      return;
    }
    entrance.hold(frame);
    if (entrance.isFull()) {
      onReadComplete(source, entrance);
    }
  }

  /** A source that waits has nothing more at hand. */
  void onReadComplete(StreamSource source, Entrance entrance) {
    // Of several that wait only the newest takes over, lest players see a source for a moment; but
    // when there is none, any is better.
    boolean waits = handover != null && handover.source() == source;
    boolean next = waits || current == null || source == attached.get(attached.size() - 1);
    if (!entrance.isBegun()) {
      return;
    }
    if (!next) {
      entrance.drop();
      return;
    }
    long now = timer.nowNanos();
    // What came in one go is as old as it is long: a GOP that was kept for newcomers. It stands in
    // the stream's time where it belongs, or each change would leave players that much behind.
    long startedNanos = now - entrance.heldMillis() * NANOS_PER_MILLI;
    if (handover == null && !isToWait(source, entrance, now)) {
      take(source, entrance, startedNanos);
    } else if (handover == null) {
      handOver(source, entrance, startedNanos);
    } else if (!waits) {
      handover.now(source, entrance, startedNanos);
    }
    if (handover != null && entrance.isFull()) {
      finish(false);
    }
  }

  /** A source of the same clock leaves out what was shown, and has all else itself. */
  private boolean isToWait(StreamSource source, Entrance entrance, long nowNanos) {
    return handoverMillis > 0
        && current != null
        && timeline.isBegun()
        && nowNanos - timeline.lastNanos() < LIVELY_NANOS
        && !source.sharesClock(last)
        && !entrance.isFull();
  }

  private void handOver(StreamSource source, Entrance entrance, long startedNanos) {
    Handover begun = new Handover(source, entrance, startedNanos);
    handover = begun;
    timer.after(
        handoverMillis,
        () -> {
          if (handover == begun) {
            finish(false);
          }
        });
  }

  /**
   * @param over whether the source before has ended, and did not just go on
   */
  private void finish(boolean over) {
    Handover done = handover;
    handover = null;
    if (over) {
      done.pass(this::pass);
    } else {
      done.drop();
    }
    take(done.source(), done.entrance(), done.startedNanos());
    stream.onReadComplete();
  }

  /** The source is not to take over after all. */
  private void forgo(StreamSource source) {
    if (handover != null && handover.source() == source) {
      Handover dropped = handover;
      handover = null;
      dropped.pass(this::pass);
    }
  }

  /**
   * @param startedNanos when the first of its frames belongs
   */
  private void take(StreamSource source, Entrance entrance, long startedNanos) {
    long now = timer.nowNanos();
    List<MediaFrame> frames = entrance.takeHeld();
    MediaFrame first = frames.get(0);
    long gapNanos = timeline.isBegun() ? now - timeline.lastNanos() : 0;
    boolean resumed = current == null;
    boolean sameClock = source.sharesClock(last) && timeline.meets(first, now);
    stream.flush();
    long from;
    if (sameClock) {
      timeline.resume(now);
      from = timeline.last();
    } else {
      from = timeline.splice(first.timestamp(), now, startedNanos);
      stream.dropGop();
    }
    stream.replaceHeaders(entrance.headers(), from);
    LOG.atInfo()
        .addKeyValue("stream", stream.key())
        .addKeyValue("from", last.label())
        .addKeyValue("to", source.label())
        .addKeyValue("gapMillis", gapNanos / NANOS_PER_MILLI)
        .log("stream-spliced");
    observer.onSplice(resumed, gapNanos);
    List<StreamSource> older = List.copyOf(attached.subList(0, attached.indexOf(source)));
    attached.removeAll(older);
    makeCurrent(source);
    frames.forEach(frame -> pass(frame, now));
    older.forEach(StreamSource::replaced);
    source.becomeCurrent();
  }

  private void makeCurrent(StreamSource source) {
    if (current == null && last != null) {
      observer.onSourceless(-1);
    }
    current = source;
    last = source;
  }

  private void jumped(long now) {
    observer.onTimestampJump();
    if (jumpsLogged == 0 || now - jumpLoggedNanos >= JUMP_LOG_NANOS) {
      jumpLoggedNanos = now;
      LOG.atWarn()
          .addKeyValue("stream", stream.key())
          .addKeyValue("source", last.label())
          .addKeyValue("jumps", timeline.jumps())
          .log("timestamp-jump");
    }
    jumpsLogged = timeline.jumps();
  }
}
