package dev.weir.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Faults of all kinds in an order that a seed stands for. {@code -Dfaults.runs} seeds of {@code
 * -Dfaults.count} faults each; {@code -Dfaults.seed} does one of them again.
 */
final class ChaosFaultIT {
  private static final Logger LOG = LoggerFactory.getLogger(ChaosFaultIT.class);
  private static final int STREAMS = 20;
  private static final int PLAYERS_A_STREAM = 4;
  private static final int FAULTS = Integer.getInteger("faults.count", 50);
  private static final Duration QUIET = Duration.ofSeconds(10);

  private static final Pattern LIBRARY_ERROR =
      Pattern.compile("(\\S+Z) ERROR (com\\.hazelcast|io\\.vertx|io\\.netty)(?!.*LEAK)");

  /** Connections between nodes that come with use; what leaks, leaks with every fault. */
  private static final int GROWTH = 30;

  /** How long a fault may be felt after its end: a node's expulsion and return. */
  private static final Duration ECHO = Duration.ofSeconds(12);

  @Test
  void theInvariantsHoldWhateverHappens() {
    FaultReport report = new FaultReport("chaos");
    Long given = Long.getLong("faults.seed");
    int seeds = given == null ? FaultReport.wantedRuns(1) : 1;
    for (int i = 0; i < seeds; i++) {
      long seed =
          given == null ? RandomGenerator.getDefault().nextInt(1, Integer.MAX_VALUE) : given;
      run(report, seed);
    }
    report
        .cleanMedia()
        .exactly("pictures lost by players nobody touched", report.figure("untouched", 1), 0)
        .exactly("streams that the nodes do not agree on", report.figure("disagreed", 1), 0)
        .exactly("players without a picture in the end", report.figure("dark", 1), 0)
        .exactly("drains that did not exit with 0", report.figure("bad exits", 1), 0)
        .exactly("lost buffers and errors in logs, of no fault", report.figure("errors", 1), 0)
        .tell("errors of the cluster and network layers in a fault", report.figure("echoes", 1))
        .atMost("slowest health answer ms", report.figure("health ms", 1), 1_000)
        .atMost("slowest answer about the cluster ms", report.figure("page ms", 1), 1_000)
        .atMost("descriptors of a node, growth", report.figure("descriptors", 1), GROWTH)
        .tell("threads of a node, growth", report.figure("threads", 1))
        .tell("memory of a node, growth in MiB", report.figure("resident MiB", 1))
        .tell("disconnects", report.disconnects())
        .tell("gap max ms", report.gap(1))
        .tell("machine lag ms, worst", report.figure("lag ms", 1))
        .finish();
  }

  private static void run(FaultReport report, long seed) {
    try (Stage stage = new Stage(FaultCluster.anywhere("chaos", 2, 2))) {
      FaultCluster cluster = stage.cluster();
      boolean cuts = Namespaces.missing().isEmpty();
      ChaosPlan plan = ChaosPlan.of(seed, FAULTS, 2, 2, cuts);
      Run run = report.begin();
      run.note("replay with -Dfaults.seed=" + seed + " -Dfaults.count=" + FAULTS);
      LOG.info("chaos: -Dfaults.seed={} -Dfaults.count={}", seed, FAULTS);
      List<ProbePublisher> publishers = new ArrayList<>();
      List<ProbePlayer> players = new ArrayList<>();
      for (int i = 0; i < STREAMS; i++) {
        publishers.add(publish(stage, i));
        players.addAll(watch(stage, publishers.get(i).stream()));
      }
      publishers.forEach(run::watch);
      run.watch(players);
      stage.awaitSteady(players);

      NodeWatch watch = NodeWatch.start(cluster);
      Chaos chaos = new Chaos(cluster, publishers, run, watch);
      chaos.play(plan);
      run.mark("quiet");
      Instant settled = Instant.now().plus(QUIET.dividedBy(2));
      Stage.pass(QUIET);
      run.figure("health ms", watch.stop());
      run.figure("page ms", watch.slowestPage());
      run.figure("dark", dark(players));
      run.figure("disagreed", disagreed(cluster, publishers));
      NodeWatch.Use grown = watch.growth();
      run.figure("descriptors", grown.descriptors());
      run.figure("threads", grown.threads());
      run.figure("resident MiB", grown.residentMiB());
      run.figure("bad exits", chaos.badExits());
      List<String> all = cluster.alarms();
      List<String> alarms = all.stream().filter(line -> !isEcho(line, settled)).toList();
      run.figure("errors", alarms.size());
      run.figure("echoes", all.size() - alarms.size());
      alarms.stream().limit(5).forEach(run::note);
      run.figure("lag ms", stage.probes().takeLagMillis());
      run.end();
      run.figure("untouched", untouched(chaos, publishers, players));
      report.add(run, 0);
    }
  }

  private static ProbePublisher publish(Stage stage, int number) {
    ProbeStream.Shape usual = ProbeStream.Shape.USUAL;
    ProbeStream stream =
        new ProbeStream("chaos", number % 2 == 0 ? usual : usual.withFreshHeaders());
    ProbePublisher.Plan plan = new ProbePublisher.Plan(stage.cluster().originsFrom(number / 2 % 2));
    return stage.publish(stream, number % 4 < 2 ? plan : plan.plain());
  }

  private static List<ProbePlayer> watch(Stage stage, ProbeStream stream) {
    List<ProbePlayer> players = new ArrayList<>();
    for (int i = 0; i < PLAYERS_A_STREAM; i++) {
      List<String> edges = stage.cluster().edgesFrom(i % 2);
      players.add(stage.probes().play(stream, new ProbePlayer.Plan(edges, true, i < 2)));
    }
    return players;
  }

  /** Libraries complain of what is done to the network; nothing of ours may, nor anything later. */
  private static boolean isEcho(String line, Instant settled) {
    Matcher written = LIBRARY_ERROR.matcher(line);
    return written.find() && Instant.parse(written.group(1)).isBefore(settled);
  }

  private static long dark(List<ProbePlayer> players) {
    long recently = System.nanoTime() - Duration.ofSeconds(2).toNanos();
    return players.stream().filter(p -> p.trace().lastArrivalNanos() < recently).count();
  }

  /** Streams of which a node tells another owner than the one that its publisher sends to. */
  private static long disagreed(FaultCluster cluster, List<ProbePublisher> publishers) {
    List<Map<String, NodeApi.Owner>> told =
        cluster.nodes().stream().map(node -> node.api().owners().orElse(Map.of())).toList();
    return publishers.stream()
        .filter(
            publisher -> {
              List<PublisherLog.Sent> sent = publisher.log().sent();
              String target = sent.get(sent.size() - 1).target();
              String owner =
                  cluster.origins().stream()
                      .filter(origin -> origin.rtmp().equals(target))
                      .map(FaultNode::name)
                      .findFirst()
                      .orElse("nobody");
              return told.stream()
                  .map(owners -> owners.get(publisher.stream().key()))
                  .anyMatch(row -> row == null || !owner.equals(row.origin()));
            })
        .count();
  }

  /** Pictures that players lost although no fault touched their edge, stream or origin. */
  private static long untouched(
      Chaos chaos, List<ProbePublisher> publishers, List<ProbePlayer> players) {
    long lost = 0;
    for (ProbePlayer player : players) {
      ProbePublisher publisher =
          publishers.stream().filter(p -> p.stream() == player.stream()).findFirst().orElseThrow();
      for (Trace.Skip skip : player.trace().skips()) {
        if (!skip.rejoined() && chaos.done().stream().noneMatch(d -> touches(d, skip, publisher))) {
          lost += skip.gap().missing();
        }
      }
    }
    return lost;
  }

  /**
   * Whether a fault can be the reason of missing pictures. Players move between edges, so a fault
   * of any edge counts; one of an origin counts for the streams that it had about then.
   */
  private static boolean touches(Chaos.Done done, Trace.Skip skip, ProbePublisher publisher) {
    boolean then =
        done.fromNanos() <= skip.gap().endNanos()
            && done.toNanos() + ECHO.toNanos() >= skip.gap().startNanos();
    if (!then) {
      return false;
    }
    boolean ofOrigins =
        done.step().kind().name().endsWith("ORIGIN") || done.step().betweenOrigins();
    return done.touched().contains(publisher.stream().key())
        || !Collections.disjoint(done.touched(), targetsAbout(publisher, done))
        || (!ofOrigins && !done.step().kind().name().startsWith("PUBLISHERS"));
  }

  private static List<String> targetsAbout(ProbePublisher publisher, Chaos.Done done) {
    return publisher.log().sent().stream()
        .filter(sent -> sent.lastSentNanos() >= done.fromNanos() - ECHO.toNanos())
        .filter(sent -> sent.firstSentNanos() <= done.toNanos() + ECHO.toNanos())
        .map(PublisherLog.Sent::target)
        .toList();
  }
}
