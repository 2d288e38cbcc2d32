package dev.weir.loadtest.simulation;

import dev.weir.loadtest.gatling.Measures;
import dev.weir.loadtest.report.Generator;
import dev.weir.loadtest.report.MeasureBook;
import dev.weir.loadtest.report.RunFacts;
import dev.weir.loadtest.report.RunSummary;
import dev.weir.loadtest.report.Slo;
import dev.weir.loadtest.report.Verdict;
import dev.weir.loadtest.swarm.SwarmSecond;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Looks at each level of a ramp once its players are there, and ends the ramp at the first one that
 * breaks a limit. What a level's newcomers cost in its first second does not count.
 */
final class LevelJudge implements Consumer<SwarmSecond> {
  private static final Duration SETTLE = Duration.ofSeconds(1);
  private static final Set<String> BY_LEVEL =
      Set.of(Measures.FRAME_AGE, Measures.MISSING, Measures.STALLS, Measures.RECEIVED_SHARE);

  private final LoadStage stage;
  private final RampOptions options;
  private final Supplier<Duration> elapsed;
  private final List<Slo> slos;
  private MeasureBook book = new MeasureBook();
  private int level;
  private int playing;
  private int stalled;
  private int held;
  private boolean over;

  /**
   * @param elapsed how long the ramp's first user is there
   */
  LevelJudge(LoadStage stage, RampOptions options, Supplier<Duration> elapsed) {
    this.stage = stage;
    this.options = options;
    this.elapsed = elapsed;
    this.slos =
        options.levelSlos().stream().filter(slo -> BY_LEVEL.contains(slo.measure())).toList();
  }

  @Override
  public synchronized void accept(SwarmSecond second) {
    Duration time = elapsed.get().minus(options.lead());
    if (over || time.isNegative() || level >= options.levels()) {
      return;
    }
    int now = (int) (time.toMillis() / options.level().toMillis());
    if (now > level) {
      judge();
      level = now;
      book = new MeasureBook();
    }
    Duration inLevel = time.minus(options.level().multipliedBy(level));
    if (!over && inLevel.compareTo(options.ramp().plus(SETTLE)) > 0) {
      take(second);
    }
  }

  /** Tells what was found. */
  synchronized void end() {
    if (!over) {
      over = true;
      stage.note("capacity: " + held + " players hold, and more were not tried");
    }
    stage.book().add(Measures.CAPACITY, held);
  }

  private void take(SwarmSecond second) {
    playing = second.playing();
    stalled = second.stalled();
    book.times(Measures.FRAME_AGE, second.tally().ages());
    book.add(Measures.MISSING, second.tally().missing());
    book.add(Measures.STALLS, second.tally().stalls());
    second.receivedShare().ifPresent(share -> book.value(Measures.RECEIVED_SHARE, "%", share));
  }

  private void judge() {
    // Those that are not over yet.
    book.add(Measures.STALLS, stalled);
    int players = (level + 1) * options.step();
    Optional<String> broken =
        playing < players
            ? Optional.of("%d of %d play".formatted(playing, players))
            : summary().verdicts().stream()
                .filter(verdict -> !verdict.holds())
                .findFirst()
                .map(LevelJudge::words);
    if (broken.isEmpty()) {
      held = players;
    } else {
      over = true;
      stage.note("capacity: %d players hold; with %d: %s".formatted(held, players, broken.get()));
      stage.abandon();
    }
  }

  private RunSummary summary() {
    Instant now = Instant.now();
    Generator unknown = new Generator("level", options.loops(), Double.NaN, Double.NaN);
    RunFacts facts = new RunFacts(options.name(), "", Map.of(), now, now, List.of(unknown), "");
    return book.summary(facts, slos);
  }

  private static String words(Verdict verdict) {
    Slo slo = verdict.slo();
    String seen =
        verdict.seen().isPresent()
            ? String.format(Locale.ROOT, "%.1f %s", verdict.seen().getAsDouble(), slo.unit())
            : "nothing";
    return "%s %s is %s, the limit is %s"
        .formatted(
            slo.measure(),
            slo.statistic().name().toLowerCase(Locale.ROOT),
            seen,
            String.format(Locale.ROOT, "%.1f", slo.limit()));
  }
}
