package dev.weir.loadtest.bench;

import dev.weir.cli.StartupException;
import dev.weir.loadtest.swarm.Feed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Options that all benches have. */
class CommonOptions {
  private static final int LONGEST = 24 * 3_600;
  private static final int LONGEST_WARM_UP = 15;

  @Option(names = "--seconds", paramLabel = "S", description = "How long is measured.")
  private int seconds = 20;

  @Option(
      names = "--warm-up",
      paramLabel = "S",
      description = "Seconds of play before; as --seconds by default, but 15 at most.")
  private Integer warmUp;

  @Option(names = "--kbps", paramLabel = "K", description = "Bitrate, 1000 by default.")
  private int kbps = 1_000;

  @Option(names = "--fps", paramLabel = "N", description = "Pictures a second, 25 by default.")
  private int fps = 25;

  @Option(names = "--gop", paramLabel = "N", description = "Pictures a key frame, 50 by default.")
  private int gop = 50;

  @Option(names = "--ramp", paramLabel = "N", description = "Players a second, 500 by default.")
  private int ramp = 500;

  @Option(
      names = "--merge-min",
      paramLabel = "TIME",
      description = "Weir's stream.merge-min, as in 350ms; by default as a node has it.")
  private String mergeMin;

  @Option(
      names = "--merge-max",
      paramLabel = "TIME",
      description = "Weir's stream.merge-max, as in 350ms; by default as a node has it.")
  private String mergeMax;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Directory for the files; target/bench by default.")
  private Path out;

  /** Everything checked. */
  Load load(int streams) {
    require("--seconds", seconds, 1, LONGEST);
    int before = warmUp == null ? Math.min(seconds, LONGEST_WARM_UP) : warmUp;
    require("--warm-up", before, 0, LONGEST);
    require("--kbps", kbps, Feed.AUDIO_KBPS + 16, 200_000);
    require("--fps", fps, 1, 1_000);
    require("--gop", gop, 1, 100_000);
    require("--ramp", ramp, 1, 100_000);
    require("--streams", streams, 1, 10_000);
    return new Load(
        new Feed(kbps, fps, gop),
        streams,
        Duration.ofSeconds(seconds),
        Duration.ofSeconds(before),
        ramp,
        settings(),
        out == null ? home().resolve("target").resolve("bench") : out);
  }

  static void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new StartupException(option + " takes " + least + " to " + most);
    }
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    put(settings, "--merge-min", "WEIR_STREAM_MERGE_MIN", mergeMin);
    put(settings, "--merge-max", "WEIR_STREAM_MERGE_MAX", mergeMax);
    if (mergeMin != null && mergeMax == null) {
      // A node wants the ceiling to be at or above the floor; alone, the floor means both.
      settings.put("WEIR_STREAM_MERGE_MAX", mergeMin);
    }
    return settings;
  }

  private static void put(Map<String, String> settings, String option, String key, String time) {
    if (time != null) {
      if (!time.matches("\\d{1,6}(ms|s)")) {
        throw new StartupException(option + " takes a time like 350ms or 1s, not '" + time + "'");
      }
      settings.put(key, time);
    }
  }

  /** The launcher's directory, or where we are. */
  private static Path home() {
    return Path.of(System.getProperty("weir.home", ""));
  }
}
