package dev.weir.loadtest.simulation;

import dev.weir.cli.StartupException;
import dev.weir.loadtest.report.Slo;
import dev.weir.loadtest.swarm.Feed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all load tests are told. */
public abstract class LoadOptions {
  private static final int LONGEST = 24 * 3_600;

  /** Publishers a second at the start. */
  private static final int PUBLISH_RATE = 50;

  @Option(
      names = "--url",
      paramLabel = "URL,...",
      split = ",",
      description =
          "Where players go, as in rtmp://host/live/name; several are taken in turn, and the next "
              + "by whoever is cut off. Without it a cluster is started on this machine.")
  private List<String> urls = List.of();

  @Option(
      names = "--publish-url",
      paramLabel = "URL,...",
      split = ",",
      description = "Where publishers go; the players' URL by default.")
  private List<String> publishUrls = List.of();

  @Option(
      names = "--no-publish",
      description = "Publishes nothing: somebody else does. Frames have no ages then.")
  private boolean publishesNothing;

  @Option(
      names = "--players",
      paramLabel = "N",
      description = "How many play; ${DEFAULT-VALUE} by default.")
  private int players;

  @Option(
      names = "--ramp-s",
      paramLabel = "S",
      description = "Seconds in which they come; ${DEFAULT-VALUE} by default.")
  private int rampSeconds;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "How long they play once all are there; ${DEFAULT-VALUE} by default.")
  private int seconds;

  @Option(
      names = "--bitrate-kbps",
      paramLabel = "K",
      description = "Of each stream, in kbit/s; ${DEFAULT-VALUE} by default.")
  private int kbps = 1_000;

  @Option(
      names = "--fps",
      paramLabel = "N",
      description = "Pictures a second; ${DEFAULT-VALUE} by default.")
  private int fps = 25;

  @Option(
      names = "--gop",
      paramLabel = "N",
      description = "Pictures from key frame to key frame; ${DEFAULT-VALUE} by default.")
  private int gop = 50;

  @Option(
      names = "--streams",
      paramLabel = "N",
      description = "How many are published; players are spread over them. ${DEFAULT-VALUE}.")
  private int streams;

  @Option(
      names = "--app",
      paramLabel = "NAME",
      description = "Application on the own cluster; ${DEFAULT-VALUE} by default.")
  private String app = "live";

  @Option(
      names = "--origins",
      paramLabel = "N",
      description = "Of the own cluster; ${DEFAULT-VALUE} by default.")
  private int origins;

  @Option(
      names = "--edges",
      paramLabel = "N",
      description = "Of the own cluster, may be 0; ${DEFAULT-VALUE} by default.")
  private int edges;

  @Option(
      names = "--loops",
      paramLabel = "N",
      description = "Event loops for players; each carries thousands. ${DEFAULT-VALUE}.")
  private int loops = 1;

  @Option(
      names = {"--report-dir", "--out"},
      paramLabel = "DIR",
      description = "Where reports go; a new directory below target/load by default.")
  private Path reports;

  @Option(
      names = "--print-summary",
      description = "Prints the summary as a line of JSON, for whoever collects logs.")
  private boolean printsSummary;

  @Mixin private final Limits limits = new Limits();

  /** What a load test is told unless the user says something else. */
  record Defaults(int players, int rampSeconds, int seconds, int streams, int origins, int edges) {
    static Defaults of(int players, int rampSeconds, int seconds) {
      return new Defaults(players, rampSeconds, seconds, 1, 1, 1);
    }
  }

  LoadOptions(Defaults defaults) {
    players = defaults.players();
    rampSeconds = defaults.rampSeconds();
    seconds = defaults.seconds();
    streams = defaults.streams();
    origins = defaults.origins();
    edges = defaults.edges();
  }

  /** To be made others where a server is hurt. */
  final Limits limits() {
    return limits;
  }

  /** As in {@code steady}. */
  public abstract String name();

  /** What Gatling runs. */
  public abstract Class<? extends LoadSimulation> simulation();

  /**
   * Looks whether all of it makes sense.
   *
   * @throws StartupException with a sentence that names the option
   */
  public void check() {
    require("--players", players, 1, 1_000_000);
    require("--ramp-s", rampSeconds, 0, LONGEST);
    require("--seconds", seconds, 1, LONGEST);
    require("--bitrate-kbps", kbps, Feed.AUDIO_KBPS + 16, 200_000);
    require("--fps", fps, 1, 1_000);
    require("--gop", gop, 1, 100_000);
    require("--streams", streams, 1, 10_000);
    require("--origins", origins, 1, 32);
    require("--edges", edges, 0, 32);
    require("--loops", loops, 1, 256);
    if (!app.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new StartupException("--app takes letters, digits, dots, underscores and hyphens");
    }
    if (urls.isEmpty() && !publishUrls.isEmpty()) {
      throw new StartupException("--publish-url needs a --url, where players go");
    }
    if (urls.isEmpty() && publishesNothing) {
      throw new StartupException("--no-publish needs a --url: nobody publishes to a new cluster");
    }
    if (publishesNothing && !publishUrls.isEmpty()) {
      throw new StartupException("--no-publish and --publish-url contradict each other");
    }
  }

  static void require(String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new StartupException(option + " takes " + least + " to " + most);
    }
  }

  /** The users' URLs for players; none for a cluster of their own. */
  public List<String> urls() {
    return urls;
  }

  /** The users' URLs for publishers; those for players unless they said others. */
  public List<String> publishUrls() {
    return publishUrls.isEmpty() ? urls : publishUrls;
  }

  /** Whether streams are its own. */
  public boolean publishes() {
    return !publishesNothing;
  }

  public int players() {
    return players;
  }

  public Duration ramp() {
    return Duration.ofSeconds(rampSeconds);
  }

  public Duration time() {
    return Duration.ofSeconds(seconds);
  }

  public Feed feed() {
    return new Feed(kbps, fps, gop);
  }

  public int streams() {
    return streams;
  }

  public String app() {
    return app;
  }

  public int origins() {
    return origins;
  }

  public int edges() {
    return edges;
  }

  public int loops() {
    return loops;
  }

  public Optional<Path> reports() {
    return Optional.ofNullable(reports);
  }

  public boolean printsSummary() {
    return printsSummary;
  }

  /** Connections that it makes at most, to one server. */
  public int connections() {
    return players + streams;
  }

  /** How long publishers have before the first player comes. */
  Duration lead() {
    return publishes() ? publishRamp().plusSeconds(2) : Duration.ZERO;
  }

  /** Seconds in which publishers come. */
  Duration publishRamp() {
    return Duration.ofSeconds((streams - 1) / PUBLISH_RATE);
  }

  /** How long all of it takes. */
  Duration whole() {
    return lead().plus(ramp()).plus(time());
  }

  /** What is to hold. */
  public List<Slo> slos() {
    return limits.slos(publishes());
  }
}
