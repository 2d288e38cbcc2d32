package dev.weir.stream;

import dev.weir.media.FrameKind;
import dev.weir.media.MediaFrame;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * One live stream on this node. Frames come from whatever its source is; subscribers come and go;
 * it exists without either.
 *
 * <p>It lives on the event loop of its context: every method not marked otherwise is called there.
 */
public final class LiveStream {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Gathered no further than this, whatever the merge. */
  private static final int MAX_PENDING_BYTES = 1 << 20;

  private final StreamKey key;
  private final String clock = Long.toHexString(ThreadLocalRandom.current().nextLong());
  private final Context context;
  private final StreamSettings settings;
  private final ByteBufAllocator allocator;
  private final LoopTimer timer;
  private final StreamObserver observer;
  private final SourceSwitch sources;

  private final StreamHeaders headers = new StreamHeaders();
  private final HeaderPace pace = new HeaderPace();
  private final GopCache gop;
  private final Map<Context, LoopFanout> fanouts = new HashMap<>();
  private final StreamStats stats = new StreamStats();

  private final PendingFrames pending = new PendingFrames();
  private boolean timerRuns;
  private boolean ended;

  /** What it was ended with, for who comes a moment too late. */
  private Consumer<LoopFanout> farewell = LoopFanout::sendEnd;

  private long lastTimestamp;

  /** Number of the next batch. */
  private long nextBatch;

  private Runnable whenIdle = () -> {};
  private final long startedAtMillis;
  private int population;
  private long idleSinceNanos;

  /** {@link #population}, for other threads. */
  private volatile int subscribers;

  /**
   * @param key its name
   * @param context its event loop
   * @param settings limits and timing
   * @param allocator gives the buffers that players share; pooled and direct in a running node
   * @param timer runs tasks on the context's loop
   * @param startedAtMillis wall clock, for the API
   * @param observer counts
   */
  public LiveStream(
      StreamKey key,
      Context context,
      StreamSettings settings,
      ByteBufAllocator allocator,
      LoopTimer timer,
      long startedAtMillis,
      StreamObserver observer) {
    this.key = key;
    this.context = context;
    this.settings = settings;
    this.allocator = allocator;
    this.timer = timer;
    this.startedAtMillis = startedAtMillis;
    this.observer = observer;
    this.gop = new GopCache(settings, allocator);
    this.idleSinceNanos = timer.nowNanos();
    this.sources = new SourceSwitch(this, settings.handoverMillis(), timer, observer);
  }

  /** Its name. Any thread. */
  public StreamKey key() {
    return key;
  }

  /**
   * Names what its times are counted by: no other stream of this key, here or elsewhere, before or
   * after, has the same. Hexadecimal digits. Any thread.
   */
  public String clock() {
    return clock;
  }

  /** Its event loop. Any thread. */
  public Context context() {
    return context;
  }

  /** When it began, by the wall clock. Any thread. */
  public long startedAtMillis() {
    return startedAtMillis;
  }

  /** How many subscribers there are. Any thread. */
  public int subscribers() {
    return subscribers;
  }

  /** What is known of it, for the API. */
  public StreamStats.Snapshot snapshot() {
    return stats.snapshot(headers, gop.bytes());
  }

  /**
   * Whether nobody has been subscribed for so long.
   *
   * @param nowNanos a monotonic clock's reading
   */
  public boolean isIdle(long nanos, long nowNanos) {
    return population == 0 && nowNanos - idleSinceNanos >= nanos;
  }

  /** Called whenever the last subscriber left. */
  public void whenIdle(Runnable action) {
    this.whenIdle = action;
  }

  /**
   * A source for the stream. The newest one takes over from the one before at its first video key
   * frame; one without video, at the first audio half a second after it began. Until then the one
   * before goes on, if it is still attached. A source that is the first of all begins at once. At
   * the switch players get the headers that changed, and time goes on by as much as really passed.
   *
   * <p>Of more than four sources, the oldest that is not current is replaced.
   *
   * @param label who it is, for the log
   */
  public StreamSource attach(String label) {
    return sources.attach(label, null);
  }

  /**
   * As {@link #attach(String)}, for a source that may carry on what another one carried.
   *
   * @param clock names what its times are counted by; after a source of an equal name, frames that
   *     the stream had already are left out, and times pass unchanged
   */
  public StreamSource attach(String label, String clock) {
    return sources.attach(label, clock);
  }

  /** Whether no source feeds it now. */
  public boolean isSourceless() {
    return sources.isSourceless();
  }

  /** Since when it has been without a source, by its timer's clock; only while it is. */
  public long sourcelessSinceNanos() {
    return sources.sourcelessSinceNanos();
  }

  /**
   * A frame in the stream's time. It goes out with the next {@link #onReadComplete}.
   *
   * @param frame taken over
   */
  void take(MediaFrame frame) {
    if (ended) {
      frame.release();
    } else if (frame.header() && frame.kind() != FrameKind.DATA) {
      takeHeader(frame);
    } else if (!pace.holds(frame.kind())) {
      queue(frame);
    } else if (pace.mayRelease(frame, timer.nowNanos())) {
      pace.take(frame.kind()).forEach(header -> change(header.at(frame.timestamp())));
      queue(frame);
    } else {
      frame.release();
    }
  }

  private void queue(MediaFrame frame) {
    stats.count(frame);
    lastTimestamp = frame.timestamp();
    pending.add(frame, timer);
  }

  /** Metadata: kept for newcomers and sent on; taken over. */
  void takeMetadata(MediaFrame frame) {
    MediaFrame metadata = frame.asHeader();
    if (!ended) {
      headers.keepMetadata(metadata);
    }
    take(metadata);
  }

  void clearMetadata() {
    headers.clearMetadata();
  }

  /** Another source's headers stand from now on; what players do not know is sent. */
  void replaceHeaders(StreamHeaders brought, long timestamp) {
    pace.clear();
    StreamHeaders.Replacement replacement = headers.replace(brought, timestamp);
    if (replacement.videoChanged()) {
      dropGop();
    }
    replacement.changed().forEach(this::queue);
  }

  /**
   * The source has nothing more at hand. Video goes out now, and the audio before it with it, in
   * one write a player; a write for each audio message would double the cost of the stream. Audio
   * alone waits for video, but not for long.
   */
  void onReadComplete() {
    if (pending.isEmpty()) {
      return;
    }
    long wait = pending.bytes() > MAX_PENDING_BYTES ? 0 : waitMillis();
    if (wait <= 0) {
      flush();
    } else if (!timerRuns) {
      timerRuns = true;
      timer.after(wait, this::onTimer);
    }
  }

  /** How much longer what is pending may wait for video to come. */
  private long waitMillis() {
    int allowed = pending.hasVideo() ? 0 : settings.audioWaitMillis();
    return allowed == 0 ? 0 : allowed - (timer.nowNanos() - pending.sinceNanos()) / NANOS_PER_MILLI;
  }

  /**
   * Adds a subscriber: it gets headers and the cached GOP, then every batch, with nothing missing
   * or repeated between. On the subscriber's loop.
   */
  public Subscription subscribe(Subscriber subscriber) {
    Subscription subscription = new Subscription(this, subscriber);
    context.runOnContext(v -> join(subscription));
    return subscription;
  }

  private void join(Subscription subscription) {
    Context loop = subscription.subscriber.context();
    if (ended) {
      LoopFanout fanout = new LoopFanout(subscription.subscriber, allocator);
      fanout.send(subscription, new Subscriber.Join(null, new EncodedBatch[0], 0), nextBatch);
      farewell.accept(fanout);
      return;
    }
    LoopFanout fanout =
        fanouts.computeIfAbsent(loop, k -> new LoopFanout(subscription.subscriber, allocator));
    if (pending.hasHeader()) {
      // It stands among the headers that the newcomer gets, and must not come to it a second time.
      flush();
    }
    fanout.population++;
    count(1);
    subscription.counted = true;
    fanout.send(subscription, joinNow(), nextBatch);
  }

  private Subscriber.Join joinNow() {
    List<MediaFrame> first = headers.at(gop.isEmpty() ? lastTimestamp : gop.firstTimestamp());
    EncodedBatch encoded =
        first.isEmpty() ? null : EncodedBatch.of(first, allocator, settings.chunkSize());
    return new Subscriber.Join(encoded, gop.share(), gop.skipInFirst());
  }

  void leave(Subscription subscription) {
    if (subscription.counted && !ended) {
      subscription.counted = false;
      fanouts.get(subscription.subscriber.context()).population--;
      count(-1);
      if (population == 0) {
        idleSinceNanos = timer.nowNanos();
        whenIdle.run();
      }
    }
  }

  /**
   * It is over for good: subscribers are told, sources are not heard any more, and what is held is
   * released.
   */
  public void end() {
    end(LoopFanout::sendEnd);
  }

  /**
   * The stream goes on at another node: subscribers lose this one without being told that the
   * stream is over, and everything that is held is released.
   */
  public void letGo() {
    end(LoopFanout::sendMoved);
  }

  private void end(Consumer<LoopFanout> words) {
    if (ended) {
      return;
    }
    flush();
    ended = true;
    farewell = words;
    sources.end();
    fanouts.values().forEach(farewell);
    fanouts.clear();
    headers.clear();
    pace.clear();
    dropGop();
    count(-population);
  }

  /**
   * Newcomers are given nothing of what was shown so far, and begin at the next key frame: the
   * stream may have gone on elsewhere since, and they may come from there.
   */
  public void forgetPictures() {
    flush();
    dropGop();
  }

  void dropGop() {
    observer.onGopBytes(-gop.bytes());
    gop.clear();
  }

  private void count(int change) {
    population += change;
    subscribers = population;
  }

  private void takeHeader(MediaFrame header) {
    boolean holds = pace.holds(header.kind());
    if (!holds && headers.has(header)) {
      header.release();
    } else if (headers.knows(header) && !pace.mayChange(header.kind(), timer.nowNanos())) {
      pace.hold(header);
    } else {
      change(header);
    }
  }

  private void change(MediaFrame header) {
    boolean replaces = headers.knows(header);
    StreamHeaders.Change change = headers.keep(header);
    if (change == StreamHeaders.Change.NONE) {
      header.release();
      return;
    }
    if (change == StreamHeaders.Change.VIDEO_CHANGED) {
      flush();
      dropGop();
    }
    if (replaces) {
      pace.changed(header.kind(), timer.nowNanos());
    }
    queue(header);
  }

  private void onTimer() {
    timerRuns = false;
    // What it was set for may have gone out since, and what waits now came later.
    onReadComplete();
  }

  void flush() {
    if (pending.isEmpty()) {
      return;
    }
    EncodedBatch batch = pending.encode(allocator, settings.chunkSize());
    try {
      int cached = gop.bytes();
      gop.add(batch);
      observer.onGopBytes(gop.bytes() - cached);
      for (LoopFanout fanout : fanouts.values()) {
        if (fanout.population > 0) {
          fanout.send(batch, nextBatch);
        }
      }
      nextBatch++;
      observer.onFlush(batch.count(), batch.size(), population);
    } finally {
      batch.release();
      pending.clear();
    }
  }
}
