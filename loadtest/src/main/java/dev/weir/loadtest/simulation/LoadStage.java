package dev.weir.loadtest.simulation;

import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.gatling.Rtmp;
import dev.weir.loadtest.gatling.RtmpProtocolBuilder;
import dev.weir.loadtest.report.MeasureBook;
import dev.weir.loadtest.swarm.LoadEngine;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a simulation finds when Gatling makes it: what the user wants, where to, and with which
 * engine. A process has one at a time. Safe for use from several threads.
 */
public final class LoadStage {
  private static final Duration FAR = Duration.ofHours(25);
  private static volatile LoadStage current;

  private final LoadOptions options;
  private final List<String> playUrls;
  private final List<String> publishUrls;
  private final LoadEngine engine;
  private final MeasureBook book;
  private final Disturbance disturbance;
  private final AtomicLong beginNanos = new AtomicLong();
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private volatile Duration end;
  private volatile boolean abandoned;
  private volatile String failure;

  /**
   * A stage.
   *
   * @param playUrls at least one
   * @param publishUrls at least one
   * @param engine stays the caller's
   * @param disturbance what happens to the server in the middle
   */
  public LoadStage(
      LoadOptions options,
      List<String> playUrls,
      List<String> publishUrls,
      LoadEngine engine,
      MeasureBook book,
      Disturbance disturbance) {
    this.options = options;
    this.playUrls = List.copyOf(playUrls);
    this.publishUrls = List.copyOf(publishUrls);
    this.engine = engine;
    this.book = book;
    this.disturbance = disturbance;
    this.end = options.whole();
  }

  /** From now on it is what simulations find. */
  public void set() {
    current = this;
  }

  /** The process's. */
  static LoadStage current() {
    LoadStage stage = current;
    if (stage == null) {
      throw new IllegalStateException("this simulation is run by weir load");
    }
    return stage;
  }

  /** What the user wants. */
  <O extends LoadOptions> O options(Class<O> type) {
    return type.cast(options);
  }

  LoadEngine engine() {
    return engine;
  }

  MeasureBook book() {
    return book;
  }

  Disturbance disturbance() {
    return disturbance;
  }

  RtmpProtocolBuilder protocol() {
    return Rtmp.rtmp
        .url(playUrls.toArray(String[]::new))
        .publishUrl(publishUrls.toArray(String[]::new))
        .engine(engine, book);
  }

  /** Name of a stream, by a player's or publisher's index; its key stays in the query. */
  String stream(long index) {
    return StreamNames.of(publishUrls.get(0), options.streams(), index);
  }

  /** As {@link #stream}, for players, whose URL may have another query. */
  String playedStream(long index) {
    return StreamNames.of(playUrls.get(0), options.streams(), index);
  }

  /** The first user is there; only the first call counts. */
  void begin() {
    if (beginNanos.compareAndSet(0, System.nanoTime())) {
      book.add(Measures.STREAMS_LOST, 0);
    }
  }

  /** How long that is ago; zero before. */
  Duration elapsed() {
    long begun = beginNanos.get();
    return begun == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - begun);
  }

  /** Viewers leave so long after the first user came. */
  void endAt(Duration sinceBegin) {
    end = sinceBegin;
  }

  /** The end is not a matter of time, until somebody says when it is. */
  void openEnd() {
    end = FAR;
  }

  /** How long viewers still stay; below zero when they are to leave. */
  Duration remaining() {
    return end.minus(elapsed());
  }

  /** Whether viewers are to leave. */
  boolean isOver() {
    return engine.isEnding() || remaining().isNegative();
  }

  /** Viewers leave now, and those to come need not. */
  public void abandon() {
    abandoned = true;
    engine.beginEnd();
  }

  boolean isAbandoned() {
    return abandoned;
  }

  /** It cannot go on; only the first reason counts. */
  public void fail(String reason) {
    if (failure == null) {
      failure = reason;
    }
    abandon();
  }

  /** Why it could not go on; null when it could. */
  public String failure() {
    return failure;
  }

  /** Something that the user will want to read at the end. */
  void note(String line) {
    notes.add(line);
  }

  /** What the user will want to read. */
  public List<String> notes() {
    return notes;
  }
}
