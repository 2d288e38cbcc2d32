package dev.weir.loadtest.bench;

import dev.weir.loadtest.report.Table;
import dev.weir.loadtest.swarm.PlayerStyle;
import dev.weir.loadtest.swarm.SwarmReport;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** How soon players see something when very many of them join one stream at the same time. */
final class JoinsBench {
  private static final String PULLS = "weir_pulls_started_total";
  private static final String WARM_UP_STREAM = "live/warm-up";
  private static final int HTTP_MILLIS = 3_000;
  private static final int WARM_UP_MOST = 1_000;

  private final Load load;
  private final Cores cores;
  private final Patience patience;
  private final Consumer<String> print;

  JoinsBench(Load load, Cores cores, Patience patience, Consumer<String> print) {
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
  String run(WeirServer server, int joins, int over) {
    List<String> streams = List.of(Server.STREAM, WARM_UP_STREAM);
    try (Stage stage = Stage.open(server, load, cores, patience, streams)) {
      if (!load.warmUp().isZero()) {
        stage.play(
            Math.min(WARM_UP_MOST, joins), load.ramp(), i -> WARM_UP_STREAM, PlayerStyle.HEALTHY);
        patience.pause(load.warmUp());
        stage.clear();
      }
      double pulls = pulls(server.edgeMetrics());
      print.accept("%d players join in %d s".formatted(joins, over));
      double rate = joins / (double) over;
      stage.play(joins, rate, i -> Server.STREAM, PlayerStyle.HEALTHY);
      long pulled = Math.round(pulls(server.edgeMetrics()) - pulls);
      stage.settle();
      Window window = stage.watch();
      SwarmReport report = window.report();
      print.accept("");
      table(window, joins, pulled).lines().forEach(print);
      Outcome.write(load.out(), "joins", json(report, joins, over, pulled), null).forEach(print);
      return report.playing() < joins
          ? report.playing() + " of " + joins + " players play " + report.reasons()
          : "";
    }
  }

  private static Table table(Window window, int joins, long pulled) {
    SwarmReport report = window.report();
    return new Table("measure", "figure", "aim")
        .row("playing", report.playing(), joins)
        .row("pulls from the origin", pulled, 1)
        .row("first media p50, ms", report.firstMediaMillis(50), "")
        .row("first media p99, ms", report.firstMediaMillis(99), "")
        .row("first key frame p50, ms", report.firstKeyFrameMillis(50), "")
        .row("first key frame p99, ms", report.firstKeyFrameMillis(99), "3000")
        .row("first key frame at most, ms", report.firstKeyFrameMillis(100), "")
        .row("afterwards: age p50, ms", report.healthy().ageMillis(50), "")
        .row("afterwards: age p99, ms", report.healthy().ageMillis(99), "")
        .row("afterwards: frames missing", report.healthy().missing(), 0)
        .row("afterwards: load client, % of a core", window.clientPercent(), "");
  }

  private JsonObject json(SwarmReport report, int joins, int over, long pulled) {
    return Outcome.head("joins", load, cores)
        .put("joins", joins)
        .put("overSeconds", over)
        .put("playing", report.playing())
        .put("pulls", pulled)
        .put("firstMediaP50Millis", report.firstMediaMillis(50))
        .put("firstMediaP99Millis", report.firstMediaMillis(99))
        .put("firstKeyFrameP50Millis", report.firstKeyFrameMillis(50))
        .put("firstKeyFrameP99Millis", report.firstKeyFrameMillis(99))
        .put("firstKeyFrameMaxMillis", report.firstKeyFrameMillis(100))
        .put("ageP50Millis", report.healthy().ageMillis(50))
        .put("ageP99Millis", report.healthy().ageMillis(99))
        .put("missing", report.healthy().missing());
  }

  private static double pulls(String url) {
    try {
      URLConnection connection = URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(HTTP_MILLIS);
      connection.setReadTimeout(HTTP_MILLIS);
      try (InputStream in = connection.getInputStream()) {
        return sum(new String(in.readAllBytes(), StandardCharsets.UTF_8), PULLS);
      }
    } catch (IOException e) {
      throw new BenchFailure(url + ": " + e.getMessage());
    }
  }

  /** All samples of a metric on a Prometheus page, together. */
  static double sum(String page, String metric) {
    return page.lines()
        .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
