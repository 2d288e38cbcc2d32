package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.loadtest.client.PublisherSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Publishers come, drop out, return and compete, at two origins; players stay where they are. */
@Timeout(120)
final class OwnershipIT {
  private static final int RACES = 10;
  private static final PublisherSettings ONCE = PublisherSettings.DEFAULT.onlyOnce();

  private static NodeProcess one;
  private static NodeProcess two;
  private static NodeProcess edge;

  @BeforeAll
  static void start() {
    one = NodeProcess.origin("own-origin-1", Map.of());
    two =
        NodeProcess.origin(
            "own-origin-2",
            Map.of(
                "WEIR_CLUSTER_MEMBERS",
                NodeProcess.HOST + ":" + one.port("cluster"),
                "WEIR_CLUSTER_PORT",
                String.valueOf(FreePort.next())));
    edge = NodeProcess.edge("own-edge", one, Map.of());
    two.awaitReady();
    edge.awaitReady();
  }

  @AfterAll
  static void stop() {
    List<NodeProcess> all = List.of(edge, two, one);
    all.forEach(NodeProcess::terminate);
    all.forEach(NodeProcess::close);
  }

  private static void assertPlaysOn(PlayProbe... probes) {
    for (PlayProbe probe : probes) {
      int before = probe.messages();
      await().atMost(Duration.ofSeconds(8)).until(() -> probe.messages() > before + 100);
      assertThat(probe.ended()).isNotDone();
      assertThat(probe.closed()).isNotDone();
    }
  }

  private static void assertPlays(PlayProbe... probes) {
    for (PlayProbe probe : probes) {
      assertThat(probe.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
    }
  }

  private static void awaitLine(NodeProcess node, String... parts) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                node.log().stream()
                    .anyMatch(line -> List.of(parts).stream().allMatch(line::contains)));
  }

  @Test
  void aPublisherThatDropsOutAndReturnsKeepsItsPlayers() {
    try (Bench bench = new Bench()) {
      Bench.Publishing first = bench.publish(one.rtmp("live/return"), Clips.noise(), ONCE);
      PlayProbe atOrigin = bench.count(one.rtmp("live/return"));
      PlayProbe atEdge = bench.count(edge.rtmp("live/return"));
      assertPlays(atOrigin, atEdge);

      first.drop();
      awaitLine(one, "publisher-dropped", "live/return");
      bench.publish(one.rtmp("live/return"), Clips.noise(), ONCE);

      assertPlaysOn(atOrigin, atEdge);
    }
  }

  @Test
  void aPublisherThatReturnsToTheOtherOriginKeepsThePlayersOfEdges() {
    try (Bench bench = new Bench()) {
      Bench.Publishing first = bench.publish(one.rtmp("live/move"), Clips.noise(), ONCE);
      PlayProbe atEdge = bench.count(edge.rtmp("live/move"));
      assertPlays(atEdge);

      first.drop();
      awaitLine(one, "publisher-dropped", "live/move");
      bench.publish(two.rtmp("live/move"), Clips.noise(), ONCE);

      assertPlaysOn(atEdge);
      awaitLine(one, "claim-lost", "live/move");
    }
  }

  @Test
  void aPublisherThatStaysAwayLeavesNoStreamBehind() {
    try (Bench bench = new Bench()) {
      Bench.Publishing first = bench.publish(one.rtmp("live/away"), Clips.noise(), ONCE);
      PlayProbe atOrigin = bench.count(one.rtmp("live/away"));
      PlayProbe atEdge = bench.count(edge.rtmp("live/away"));
      assertPlays(atOrigin, atEdge);

      first.drop();

      for (PlayProbe probe : new PlayProbe[] {atOrigin, atEdge}) {
        assertThat(probe.ended()).succeedsWithin(15, TimeUnit.SECONDS);
      }
      bench.publish(two.rtmp("live/away"), Clips.noise(), ONCE);
    }
  }

  @Test
  void ofTwoPublishersThatRaceOneWinsAndTheOtherHearsBadNameAtOnce() {
    try (Bench bench = new Bench()) {
      List<Long> losses = new ArrayList<>();
      for (int race = 0; race < RACES; race++) {
        String stream = "live/race" + race;
        List<Bench.Attempt> attempts =
            List.of(
                bench.attempt(one.rtmp(stream), Clips.noise()),
                bench.attempt((race % 2 == 0 ? two : one).rtmp(stream), Clips.noise()));
        attempts.forEach(
            attempt -> assertThat(attempt.answered()).succeedsWithin(10, TimeUnit.SECONDS));

        List<Bench.Attempt> losers = attempts.stream().filter(a -> !a.granted()).toList();

        assertThat(losers).as("losers of " + stream).hasSize(1);
        assertThat(losers.get(0).answer()).contains("NetStream.Publish.BadName");
        losses.add(losers.get(0).answered().join().toMillis());
      }
      // From dialling on; the first of all comes to cold code.
      assertThat(losses.subList(1, RACES)).as("milliseconds to BadName").allMatch(ms -> ms < 200);
    }
  }

  @Test
  void aStandbyStepsInAndBackOnTheSameOrigin() {
    stepInAndBack("live/near", one);
  }

  @Test
  void aStandbyStepsInAndBackFromTheOtherOrigin() {
    stepInAndBack("live/far", two);
  }

  @Test
  void anOriginThatStoodStillDoesNotServeWhatWentElsewhere() throws Exception {
    try (Bench bench = new Bench()) {
      Bench.Publishing frozen = bench.publish(two.rtmp("live/frozen"), Clips.noise(), ONCE);
      PlayProbe atEdge = bench.count(edge.rtmp("live/frozen"));
      PlayProbe atOrigin = bench.count(two.rtmp("live/frozen"));
      assertPlays(atEdge, atOrigin);

      long begun = System.nanoTime();
      two.freeze(true);
      try {
        bench.publishWhenFree(one.rtmp("live/frozen"), Clips.noise());
        await()
            .atMost(Duration.ofSeconds(15))
            .until(() -> System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(8));
      } finally {
        two.freeze(false);
      }
      int seen = atOrigin.messages();
      PlayProbe newcomer = bench.count(two.rtmp("live/frozen"));

      awaitLine(two, "claim-lost", "live/frozen");
      assertThat(atOrigin.closed()).succeedsWithin(10, TimeUnit.SECONDS);
      assertThat(frozen.publisher().ended().toCompletionStage().toCompletableFuture())
          .failsWithin(10, TimeUnit.SECONDS);
      assertPlaysOn(atEdge);
      // What stood in the player's own connection still came; nothing else did.
      assertThat(atOrigin.messages()).isLessThan(seen + 100);
      // Not even what the origin had cached.
      assertThat(newcomer.messages()).isZero();
    }
  }

  private static void stepInAndBack(String stream, NodeProcess backupAt) {
    try (Bench bench = new Bench()) {
      Bench.Publishing primary = bench.publish(one.rtmp(stream), Clips.noise(), ONCE);
      bench.publish(backupAt.rtmp(stream + "?priority=50"), Clips.noise(), ONCE);
      PlayProbe atEdge = bench.count(edge.rtmp(stream));
      assertPlays(atEdge);

      primary.publisher().mute(true);
      awaitLine(backupAt, "publisher-leads", stream, "priority=50");
      assertPlaysOn(atEdge);

      primary.publisher().mute(false);
      await()
          .atMost(Duration.ofSeconds(5))
          .until(
              () ->
                  one.log().stream()
                          .filter(line -> line.contains("publisher-leads"))
                          .filter(line -> line.contains(stream))
                          .filter(line -> line.contains("priority=100"))
                          .count()
                      == 2);
      assertPlaysOn(atEdge);
      assertThat(primary.publisher().status().publishing()).isTrue();
    }
  }
}
