package dev.weir.loadtest.load;

import dev.weir.loadtest.StatusLine;
import dev.weir.loadtest.report.GeneratorWatch;
import dev.weir.loadtest.swarm.SwarmSecond;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The line at the bottom of the console while a load test runs. */
final class Progress implements Consumer<SwarmSecond> {
  private static final double BUSY = 0.8;

  private final StatusLine line;
  private final GeneratorWatch watch;
  private final BooleanSupplier over;
  private final long startNanos = System.nanoTime();
  private long stalls;
  private long missing;

  /**
   * @param watch looked through once a second
   * @param over whether players are to leave; once they have, there is nothing to show
   */
  Progress(StatusLine line, GeneratorWatch watch, BooleanSupplier over) {
    this.line = line;
    this.watch = watch;
    this.over = over;
  }

  @Override
  public void accept(SwarmSecond second) {
    stalls += second.tally().stalls();
    missing += second.tally().missing();
    double busy = watch.look();
    if (over.getAsBoolean() && second.playing() == 0) {
      return;
    }
    line.update(words(second) + (busy > BUSY ? "  this generator is full" : ""));
  }

  private String words(SwarmSecond second) {
    return String.format(
        Locale.ROOT,
        "%s  streams %d  players %d of %d  %s kbit/s each%s%s  missing %d  stalls %d%s",
        StatusLine.clock(Duration.ofNanos(System.nanoTime() - startNanos)),
        second.publishing(),
        second.playing(),
        second.opened(),
        rounded(second.receivedKbps().orElse(Double.NaN)),
        second.receivedShare().isPresent()
            ? " (" + rounded(second.receivedShare().getAsDouble()) + " %)"
            : "",
        second.tally().ages().getTotalCount() == 0
            ? ""
            : String.format(
                Locale.ROOT,
                "  age p50 %.1f p99 %.1f ms",
                second.tally().ageMillis(50),
                second.tally().ageMillis(99)),
        missing,
        stalls,
        second.stalled() == 0 ? "" : " (" + second.stalled() + " more now)");
  }

  private static String rounded(double value) {
    return Double.isNaN(value) ? "-" : String.valueOf(Math.round(value));
  }
}
