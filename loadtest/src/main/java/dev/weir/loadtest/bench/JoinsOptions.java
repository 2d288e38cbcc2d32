package dev.weir.loadtest.bench;

import picocli.CommandLine.Option;

/** Options of {@code bench joins}. */
class JoinsOptions extends CommonOptions {
  @Option(names = "--joins", paramLabel = "N", description = "Players, 5000 by default.")
  private int joins = 5_000;

  @Option(names = "--over", paramLabel = "S", description = "Seconds they take, 5 by default.")
  private int over = 5;

  Load load() {
    require("--joins", joins, 1, 1_000_000);
    require("--over", over, 1, 3_600);
    return load(1);
  }

  int joins() {
    return joins;
  }

  int over() {
    return over;
  }
}
