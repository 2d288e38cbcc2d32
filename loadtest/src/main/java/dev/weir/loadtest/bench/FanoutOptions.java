package dev.weir.loadtest.bench;

import dev.weir.cli.StartupException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/** Options of {@code bench fanout}. */
class FanoutOptions extends CommonOptions {
  private static final String NONE = "none";
  private static final List<String> ENGINES = List.of("auto", "jdk", "openssl");

  @Option(
      names = "--players",
      paramLabel = "N",
      split = ",",
      description = "Numbers of players; 250,1000,2000,4000 by default.")
  private List<Integer> players = List.of(250, 1_000, 2_000, 4_000);

  @Option(names = "--rounds", paramLabel = "N", description = "3 by default; medians count.")
  private int rounds = 3;

  @Option(names = "--streams", paramLabel = "N", description = "Players take turns over them.")
  private int streams = 1;

  @Option(
      names = "--against",
      paramLabel = "SERVER",
      description = "nginx-rtmp or none; by default nginx-rtmp if it is installed.")
  private String against;

  @Option(
      names = "--rtmps",
      paramLabel = "ENGINE",
      split = ",",
      description = "Weir with TLS, too: auto, jdk or openssl; none by default.")
  private List<String> rtmps = List.of();

  /** As in {@code tls.engine}, each once. */
  List<String> engines() {
    for (String engine : rtmps) {
      if (!ENGINES.contains(engine)) {
        throw new StartupException("--rtmps takes auto, jdk or openssl, not '" + engine + "'");
      }
    }
    return rtmps.stream().distinct().toList();
  }

  Load load() {
    players.forEach(count -> require("--players", count, 1, 1_000_000));
    require("--rounds", rounds, 1, 100);
    return load(streams);
  }

  /** In rising order, each once. */
  List<Integer> players() {
    return players.stream().sorted().distinct().toList();
  }

  int rounds() {
    return rounds;
  }

  /** The server to compare with, if any. */
  Optional<NginxServer.Installed> nginx(Consumer<String> notices) {
    if (NONE.equals(against)) {
      return Optional.empty();
    }
    if (against != null && !against.equals(NginxServer.NAME)) {
      throw new StartupException(
          "--against takes " + NginxServer.NAME + " or none, not '" + against + "'");
    }
    Optional<NginxServer.Installed> found = NginxServer.find();
    if (found.isEmpty()) {
      String words = "nginx with the RTMP module is not installed";
      if (against != null) {
        throw new StartupException(words);
      }
      notices.accept(words + "; Weir runs alone");
    }
    return found;
  }
}
