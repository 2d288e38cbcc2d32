package dev.weir.loadtest.bench;

import dev.weir.loadtest.report.Table;
import dev.weir.loadtest.swarm.PlayerStyle;
import dev.weir.loadtest.swarm.SwarmPlayer;
import dev.weir.loadtest.swarm.SwarmReport;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** What slow players and such that stopped to read do to the others, and what becomes of them. */
final class SlowBench {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final long STALLED_NANOS = Duration.ofSeconds(40).toNanos();
  private static final double KB_PER_MB = 1024;

  private final Load load;
  private final Cores cores;
  private final Patience patience;
  private final Consumer<String> print;

  /** What the second half of the bench saw. */
  private record Seen(Window window, long mostRssKb, List<StalledWatch.Closed> closed) {
    SwarmReport report() {
      return window.report();
    }
  }

  SlowBench(Load load, Cores cores, Patience patience, Consumer<String> print) {
    this.load = load;
    this.cores = cores;
    this.patience = patience;
    this.print = print;
  }

  /**
   * Runs it.
   *
   * @return what is wrong with the run; empty when nothing is
   */
  String run(Server server, int players, int slow, int slowKbps, int stalled) {
    try (Stage stage = Stage.open(server, load, cores, patience)) {
      stage.warmUp(players);
      stage.play(players, PlayerStyle.HEALTHY);
      stage.settle();
      print.accept("measuring %d healthy players alone".formatted(players));
      Window alone = stage.watch();
      print.accept(
          "measuring them with %d at %d kbit/s and %d that stop to read"
              .formatted(slow, slowKbps, stalled));
      stage.play(slow, PlayerStyle.slow(slowKbps));
      stage.play(stalled, PlayerStyle.STALLED);
      Seen seen = look(stage, stalled);
      Table table = table(alone, seen, slow, stalled);
      print.accept("");
      table.lines().forEach(print);
      Outcome.write(load.out(), "slow", json(alone, seen, players, slow, slowKbps, stalled), null)
          .forEach(print);
      return fault(seen.report(), players);
    }
  }

  /** Until the time is over and all stalled players are closed. */
  private Seen look(Stage stage, int stalled) {
    int port = stage.server().playUrl(Server.STREAM).port();
    StalledWatch watch = new StalledWatch(() -> TcpTable.of(port), System::nanoTime);
    long start = System.nanoTime();
    long most = 0;
    Window.Opened opened = null;
    Window window = null;
    while (window == null || (watch.closed().size() < stalled && since(start) < STALLED_NANOS)) {
      patience.pause(LOOK);
      watch.look(stalledOf(stage));
      most = Math.max(most, Proc.rssKb(stage.server().processId()));
      if (opened == null && since(start) > load.settle().toNanos()) {
        opened = stage.openWindow();
      } else if (window == null && since(start) > load.settle().plus(load.seconds()).toNanos()) {
        window = opened.close();
      }
    }
    return new Seen(window, most, watch.closed());
  }

  private static long since(long start) {
    return System.nanoTime() - start;
  }

  private static List<StalledWatch.Stalled> stalledOf(Stage stage) {
    return stage.swarm().ask(SlowBench::stalled).stream()
        .filter(player -> player.port() > 0)
        .toList();
  }

  private static StalledWatch.Stalled stalled(SwarmPlayer player) {
    boolean counts = player.style().kind() == PlayerStyle.Kind.STALLED;
    return new StalledWatch.Stalled(
        counts ? player.localPort() : 0, player.heldNanos(), player.goneNanos());
  }

  private Table table(Window alone, Seen seen, int slow, int stalled) {
    SwarmReport mixed = seen.report();
    double before = alone.report().healthy().ageMillis(99);
    double after = mixed.healthy().ageMillis(99);
    Table table = new Table("measure", "figure", "aim");
    table
        .row("healthy: playing", mixed.playing(), mixed.opened())
        .row("healthy: frames missing", mixed.healthy().missing(), 0)
        .row("healthy: age p99 without the others, ms", before, "")
        .row("healthy: age p99 with them, ms", after, Table.text(before + 10))
        .row("slow: playing at the end", mixed.slowPlaying(), slow)
        .row("slow: lag p50, ms", mixed.slow().ageMillis(50), "")
        .row("slow: lag p99, ms", mixed.slow().ageMillis(99), "")
        .row("slow: lag at most, ms", mixed.slow().ageMillis(100), "3000")
        .row("slow: frames skipped", mixed.slow().missing(), "")
        .row("slow: gaps that end without a key frame", mixed.slow().badStarts(), 0)
        .row("stalled: closed", seen.closed().size(), stalled)
        .row("stalled: closed after last progress, s", spread(seen, Closing.PROGRESS), "9 - 11")
        .row("stalled: closed after the last read, s", spread(seen, Closing.HELD), "")
        .row("load client without and with them, % of a core", clients(alone, seen), "")
        .row("RSS alone, MB", alone.rssKb() / KB_PER_MB, "")
        .row("RSS rise, MB", (seen.mostRssKb() - alone.rssKb()) / KB_PER_MB, "150");
    return table;
  }

  /** Figures of a load client without a core to spare are its own, not the server's. */
  private static String clients(Window alone, Seen seen) {
    return Table.text(alone.clientPercent()) + ", " + Table.text(seen.window().clientPercent());
  }

  /** Since when. */
  private enum Closing {
    PROGRESS(StalledWatch.Closed::sinceProgress),
    HELD(StalledWatch.Closed::sinceHeld);

    private final ToDoubleFunction<StalledWatch.Closed> seconds;

    Closing(ToDoubleFunction<StalledWatch.Closed> seconds) {
      this.seconds = seconds;
    }

    DoubleSummaryStatistics of(Seen seen) {
      return seen.closed().stream().mapToDouble(seconds).summaryStatistics();
    }
  }

  private static String spread(Seen seen, Closing closing) {
    DoubleSummaryStatistics seconds = closing.of(seen);
    return seconds.getCount() == 0
        ? "-"
        : Table.text(seconds.getMin()) + " - " + Table.text(seconds.getMax());
  }

  private JsonObject json(
      Window alone, Seen seen, int players, int slow, int slowKbps, int stalled) {
    SwarmReport mixed = seen.report();
    DoubleSummaryStatistics progress = Closing.PROGRESS.of(seen);
    return Outcome.head("slow", load, cores)
        .put("players", players)
        .put("slow", slow)
        .put("slowKbps", slowKbps)
        .put("stalled", stalled)
        .put("clientPercentMixed", Row.number(seen.window().clientPercent()))
        .put("healthyPlaying", mixed.playing())
        .put("healthyMissing", mixed.healthy().missing())
        .put("ageP99AloneMillis", alone.report().healthy().ageMillis(99))
        .put("ageP99MixedMillis", mixed.healthy().ageMillis(99))
        .put("slowPlaying", mixed.slowPlaying())
        .put("slowLagP50Millis", mixed.slow().ageMillis(50))
        .put("slowLagP99Millis", mixed.slow().ageMillis(99))
        .put("slowLagMaxMillis", mixed.slow().ageMillis(100))
        .put("slowSkipped", mixed.slow().missing())
        .put("slowBadStarts", mixed.slow().badStarts())
        .put("stalledClosed", seen.closed().size())
        .put("closedAfterProgressMinSeconds", Row.number(progress.getMin()))
        .put("closedAfterProgressMaxSeconds", Row.number(progress.getMax()))
        .put("rssAloneKb", alone.rssKb())
        .put("rssRiseKb", seen.mostRssKb() - alone.rssKb());
  }

  private static String fault(SwarmReport report, int players) {
    return report.playing() < players
        ? report.playing() + " of " + players + " healthy players play " + report.reasons()
        : "";
  }
}
