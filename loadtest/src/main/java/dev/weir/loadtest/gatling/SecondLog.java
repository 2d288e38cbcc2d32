package dev.weir.loadtest.gatling;

import dev.weir.loadtest.report.Fold;
import dev.weir.loadtest.report.MeasureBook;
import dev.weir.loadtest.swarm.SwarmSecond;
import dev.weir.loadtest.swarm.Tally;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Tells every second in which somebody watches, for all of them together: thousands of users with
 * several figures each would be tens of thousands of lines a second in Gatling's log.
 */
final class SecondLog implements Consumer<SwarmSecond> {
  private static final int MOST_RANKS = 200;
  private static final double MICROS_PER_MILLI = 1_000;
  private static final double PERCENT = 100;
  private static final String STALLED = "players without a picture for 1 s";
  private static final String RECEIVED = "mean received";

  private final MeasureLog log;
  private final MeasureBook book;
  private int last = -1;

  SecondLog(MeasureLog log) {
    this.log = log;
    this.book = log.book();
    book.begin();
    book.series("players", Fold.SUM, "");
    book.series("streams", Fold.SUM, "");
    book.series("frame age p50", Fold.MAX, "ms");
    book.series("frame age p99", Fold.MAX, "ms");
    book.series(STALLED, Fold.SUM, "");
    book.series(Measures.STALLS, Fold.SUM, "");
    book.series(Measures.MISSING, Fold.SUM, "");
    book.series(RECEIVED, Fold.MEAN, "kbit/s");
  }

  @Override
  public void accept(SwarmSecond second) {
    if (second.isEmpty()) {
      return;
    }
    // One each, however late or early the clock is: sums of two would be twice the players.
    last = Math.max(last + 1, book.second());
    int now = last;
    book.second(now, "players", second.playing());
    book.second(now, "streams", second.publishing());
    // Whoever has left may have ended a stall with that.
    if (second.opened() > 0 || second.tally().frames() > 0 || second.tally().stalls() > 0) {
      book.second(now, STALLED, second.stalled());
      ages(now, second);
      losses(now, second.tally());
      bitrate(now, second);
    }
  }

  private void ages(int now, SwarmSecond second) {
    Histogram ages = second.tally().ages();
    if (ages.getTotalCount() == 0) {
      return;
    }
    book.times(Measures.FRAME_AGE, ages);
    book.second(now, "frame age p50", second.tally().ageMillis(50));
    book.second(now, "frame age p99", second.tally().ageMillis(99));
    int ranks = Math.max(1, Math.min(MOST_RANKS, second.playing()));
    for (int i = 0; i < ranks; i++) {
      long micros = ages.getValueAtPercentile(PERCENT * (i + 0.5) / ranks);
      log.figure(Measures.FRAME_AGE, Math.round(micros / MICROS_PER_MILLI));
    }
  }

  private void losses(int now, Tally tally) {
    book.add(Measures.MISSING, tally.missing());
    book.add(Measures.STALLS, tally.stalls());
    book.second(now, Measures.MISSING, tally.missing());
    book.second(now, Measures.STALLS, tally.stalls());
    log.figure(Measures.MISSING, tally.missing());
    log.figure(Measures.STALLS, tally.stalls());
    for (HistogramIterationValue step : tally.stallMillis().recordedValues()) {
      for (long i = 0; i < step.getCountAddedInThisIterationStep(); i++) {
        book.time(Measures.STALL, step.getValueIteratedTo());
        log.figure(Measures.STALL, step.getValueIteratedTo());
      }
    }
  }

  private void bitrate(int now, SwarmSecond second) {
    second
        .receivedKbps()
        .ifPresent(
            kbps -> {
              book.value(Measures.RECEIVED_KBPS, "kbit/s", kbps);
              book.second(now, RECEIVED, kbps);
            });
    second
        .receivedShare()
        .ifPresent(
            share -> {
              book.value(Measures.RECEIVED_SHARE, "%", share);
              log.figure(Measures.RECEIVED_SHARE, Math.round(share));
            });
  }
}
