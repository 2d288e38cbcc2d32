package dev.weir.loadtest.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A server with a number of players, over all rounds. A figure is the median of the rounds. */
final class Row {
  private final String server;
  private final int players;
  private final List<Window> windows = new ArrayList<>();
  private final List<Double> idleRssKb = new ArrayList<>();

  Row(String server, int players) {
    this.server = server;
    this.players = players;
  }

  String server() {
    return server;
  }

  int players() {
    return players;
  }

  /** Adds a round; the memory is what the server had before its first player. */
  void add(Window window, long rssBefore) {
    windows.add(window);
    idleRssKb.add((double) rssBefore);
  }

  double median(ToDoubleFunction<Window> figure) {
    return median(windows.stream().mapToDouble(figure).toArray());
  }

  /** Frames are counted, not averaged. */
  long sum(ToDoubleFunction<Window> figure) {
    return Math.round(windows.stream().mapToDouble(figure).sum());
  }

  /** Memory above that of the idle server, by player, in KB. */
  double rssKbPerPlayer() {
    return (median(Window::rssKb) - median(idleRssKb.stream().mapToDouble(d -> d).toArray()))
        / players;
  }

  /** What is wrong with it; empty when each player played in each round. */
  String fault() {
    for (Window window : windows) {
      if (window.report().playing() < players || window.report().lost() > 0) {
        return "%s: %d of %d players play, %d lost %s"
            .formatted(
                server,
                window.report().playing(),
                players,
                window.report().lost(),
                window.report().reasons());
      }
      if (window.report().leastFrames() == 0) {
        return "%s: one of %d players got no frame at all".formatted(server, players);
      }
    }
    return "";
  }

  JsonObject json() {
    JsonArray rounds = new JsonArray();
    for (Window window : windows) {
      rounds.add(json(window));
    }
    return new JsonObject()
        .put("server", server)
        .put("players", players)
        .put("cpuMicrosPerPlayerFrame", number(median(Window::cpuMicros)))
        .put("coreMicrosPerPlayerFrame", number(median(Window::coreMicros)))
        .put("corePercent", number(median(Window::corePercent)))
        .put("ageP50Millis", median(w -> w.report().healthy().ageMillis(50)))
        .put("ageP99Millis", median(w -> w.report().healthy().ageMillis(99)))
        .put("missing", sum(w -> w.report().healthy().missing()))
        .put("rssKbPerPlayer", number(rssKbPerPlayer()))
        .put("rounds", rounds);
  }

  private static JsonObject json(Window window) {
    return new JsonObject()
        .put("seconds", window.seconds())
        .put("serverCpuSeconds", number(window.serverCpu()))
        .put("coreBusySeconds", number(window.coreBusy()))
        .put("clientCpuSeconds", number(window.clientCpu()))
        .put("rssKb", window.rssKb())
        .put("playing", window.report().playing())
        .put("lost", window.report().lost())
        .put("bytes", window.report().bytes())
        .put("frames", window.report().healthy().frames())
        .put("missing", window.report().healthy().missing())
        .put("repeated", window.report().healthy().repeated())
        .put("stalls", window.report().healthy().stalls())
        .put("ageP50Millis", window.report().healthy().ageMillis(50))
        .put("ageP99Millis", window.report().healthy().ageMillis(99))
        .put("ageMaxMillis", window.report().healthy().ageMillis(100))
        .put("firstKeyFrameP99Millis", window.report().firstKeyFrameMillis(99));
  }

  /** JSON has no NaN. */
  static Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }

  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
