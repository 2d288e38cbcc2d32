package dev.weir.loadtest.bench;

import picocli.CommandLine.Option;

/** Options of {@code bench slow}. */
class SlowOptions extends CommonOptions {
  private static final int MOST = 1_000_000;

  @Option(names = "--players", paramLabel = "N", description = "Healthy ones, 900 by default.")
  private int players = 900;

  @Option(names = "--slow", paramLabel = "N", description = "Slow ones, 100 by default.")
  private int slow = 100;

  @Option(
      names = "--slow-kbps",
      paramLabel = "K",
      description = "What a slow one reads; half the bitrate by default.")
  private Integer slowKbps;

  @Option(
      names = "--stalled",
      paramLabel = "N",
      description = "Such that stop to read, 50 by default.")
  private int stalled = 50;

  Load load() {
    require("--players", players, 1, MOST);
    require("--slow", slow, 0, MOST);
    require("--stalled", stalled, 0, MOST);
    if (slowKbps != null) {
      require("--slow-kbps", slowKbps, 1, MOST);
    }
    return load(1);
  }

  int players() {
    return players;
  }

  int slow() {
    return slow;
  }

  int slowKbps(Load load) {
    return slowKbps == null ? load.feed().kbps() / 2 : slowKbps;
  }

  int stalled() {
    return stalled;
  }
}
