package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.amf.AmfValue;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Credentials as OBS, ffmpeg and plain URLs show them, at an origin and at an edge: the right
 * publisher is let in, the wrong one is told why, and no secret is ever heard of again.
 */
@Timeout(180)
final class AccessIT {
  private static final String WRONG_KEY = "sk_live_canarycanarycanarycanarycanarycan";
  private static final Duration SOON = Duration.ofSeconds(5);

  private static AccessNodes nodes;

  @BeforeAll
  static void start() {
    nodes = AccessNodes.start();
  }

  @AfterAll
  static void stop() {
    try {
      assertThat(nodes.everything())
          .noneMatch(line -> line.contains(nodes.showSecret))
          .noneMatch(line -> line.contains(nodes.teamSecret))
          .noneMatch(line -> line.contains("canary"));
    } finally {
      nodes.close();
    }
  }

  @Test
  void aKeyBehindTheNameAdmitsItsOwner() {
    for (NodeProcess node : new NodeProcess[] {nodes.origin(), nodes.edge()}) {
      try (Bench bench = new Bench()) {
        bench.publish(node.rtmp("live/team-1?key=" + nodes.teamSecret), Clips.noise());
        PlayProbe player = bench.count(nodes.edge().rtmp("live/team-1"));
        assertThat(player.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
      }
      gone("live/team-1");
    }
  }

  @Test
  void aKeyInPlaceOfTheNameStandsForTheStream() {
    for (NodeProcess node : new NodeProcess[] {nodes.origin(), nodes.edge()}) {
      try (Bench bench = new Bench()) {
        bench.publish(node.rtmp("live/" + nodes.showSecret), Clips.noise());
        PlayProbe player = bench.count(nodes.edge().rtmp("live/show"));
        assertThat(player.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(node.get("/api/v1/streams")).contains("live/show").doesNotContain("sk_live");
        assertThat(nodes.origin().get("/api/v1/sessions")).doesNotContain("sk_live_");
      }
      gone("live/show");
    }
  }

  @Test
  void aWrongKeyIsRefusedInWordsAndCounted() {
    for (NodeProcess node : new NodeProcess[] {nodes.origin(), nodes.edge()}) {
      try (Bench bench = new Bench()) {
        double before = nodes.refused(node, "publish", "wrong_credentials");
        assertThat(bench.refusal(node.rtmp("live/show?key=" + WRONG_KEY), Clips.noise()))
            .contains("NetStream.Publish.Denied", "This stream key is not valid.");
        assertThat(bench.refusal(node.rtmp("live/" + WRONG_KEY), Clips.noise()))
            .contains("This stream key is not valid.");
        assertThat(nodes.refused(node, "publish", "wrong_credentials")).isEqualTo(before + 2);
        assertThat(bench.refusal(node.rtmp("live/show?key=" + nodes.teamSecret), Clips.noise()))
            .contains("This stream key is for another stream.");
        assertThat(bench.refusal(node.rtmp("live/show"), Clips.noise())).contains("none was sent");
        assertThat(bench.refusal(node.rtmp("nowhere/show"), Clips.noise()))
            .contains("There is no such application");
        assertThat(nodes.refused(node, "publish", "no_credentials")).isPositive();
      }
    }
  }

  @Test
  void ffmpegPublishesWithUserAndPasswordByAdobesScheme() {
    Tool ffmpeg = Tool.require("ffmpeg", Tool.anyFfmpeg());
    for (NodeProcess node : new NodeProcess[] {nodes.origin(), nodes.edge()}) {
      String url = withUser(node.rtmp("studio/show"), nodes.showId, nodes.showSecret);
      try (Bench bench = new Bench();
          Tool.Running publisher = publish(ffmpeg, "access-adobe", url)) {
        PlayProbe player = bench.count(nodes.edge().rtmp("studio/show"));
        assertThat(player.firstKeyFrame()).as(publisher::log).succeedsWithin(20, TimeUnit.SECONDS);
      }
      gone("studio/show");
    }
  }

  @Test
  void ffmpegShowsWhyAUserIsRefused() {
    Tool ffmpeg = Tool.require("ffmpeg", Tool.anyFfmpeg());
    NodeProcess node = nodes.edge();
    double before = nodes.refused(node, "publish", "wrong_credentials");
    String wrong = withUser(node.rtmp("studio/show"), nodes.showId, WRONG_KEY);
    try (Tool.Running publisher = publish(ffmpeg, "access-adobe-wrong", wrong)) {
      assertThat(publisher.awaitExit(30)).isNotZero();
      assertThat(publisher.log()).contains("Incorrect username/password", "password is wrong");
    }
    assertThat(nodes.refused(node, "publish", "wrong_credentials")).isEqualTo(before + 1);
    try (Tool.Running publisher = publish(ffmpeg, "access-adobe-none", node.rtmp("studio/show"))) {
      assertThat(publisher.awaitExit(30)).isNotZero();
      assertThat(publisher.log()).contains("code=403 need auth");
    }
  }

  @Test
  void ffmpegPublishesWithUserAndPassInTheQuery() {
    Tool ffmpeg = Tool.require("ffmpeg", Tool.anyFfmpeg());
    String stream = nodes.origin().rtmp("live/show");
    String query = "?user=" + nodes.showId + "&pass=";
    try (Bench bench = new Bench();
        Tool.Running publisher =
            publish(ffmpeg, "access-query", stream + query + nodes.showSecret)) {
      PlayProbe player = bench.count(nodes.edge().rtmp("live/show"));
      assertThat(player.firstKeyFrame()).as(publisher::log).succeedsWithin(20, TimeUnit.SECONDS);
    }
    gone("live/show");
    try (Tool.Running publisher =
        publish(ffmpeg, "access-query-wrong", stream + query + WRONG_KEY)) {
      assertThat(publisher.awaitExit(30)).isNotZero();
      assertThat(publisher.log()).contains("This stream key is not valid.");
    }
  }

  @Test
  void aSignedUrlIsGoodForWhatItWasSignedFor() {
    long exp = System.currentTimeMillis() / 1_000 + 60;
    NodeProcess edge = nodes.edge();
    try (Bench bench = new Bench()) {
      String url = "live/" + AccessNodes.signed("publish", "signed-1", exp);
      bench.publish(nodes.origin().rtmp(url), Clips.noise());
      PlayProbe player =
          bench.count(edge.rtmp("live/" + AccessNodes.signed("play", "signed-1", exp)));
      assertThat(player.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
      PlayProbe wrong = bench.count(edge.rtmp(url));
      assertThat(wrong.refused()).succeedsWithin(10, TimeUnit.SECONDS);
      assertThat(
              bench.refusal(
                  nodes.origin().rtmp(url.replace("signed-1", "signed-2")), Clips.noise()))
          .contains("The signature of this URL is not valid.");
    }
    assertThat(nodes.refused(edge, "play", "wrong_credentials")).isPositive();
  }

  @Test
  void aTokenIsGoodForWhatItsClaimsName() {
    String token = "?token=" + AccessNodes.token("members/show", "members/*");
    try (Bench bench = new Bench()) {
      bench.publish(nodes.edge().rtmp("members/show" + token), Clips.noise());
      PlayProbe player = bench.count(nodes.origin().rtmp("members/show" + token));
      assertThat(player.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
      PlayProbe bare = bench.count(nodes.edge().rtmp("members/show"));
      assertThat(bare.refused()).succeedsWithin(10, TimeUnit.SECONDS);
      assertThat(bench.refusal(nodes.edge().rtmp("members/other" + token), Clips.noise()))
          .contains("This token is for something else.");
      assertThat(bench.refusal(nodes.edge().rtmp("members/show" + token + "x"), Clips.noise()))
          .contains("This token is not valid.");
    }
  }

  @Test
  void aSessionEndsWithItsUrl() throws IOException {
    long exp = System.currentTimeMillis() / 1_000 + 3;
    int port = nodes.origin().port("rtmp");
    try (RawPeer publisher = RawPeer.publishing(port, AccessNodes.signed("publish", "short", exp));
        RawPeer viaEdge =
            RawPeer.publishing(
                nodes.edge().port("rtmp"), AccessNodes.signed("publish", "short2", exp))) {
      publisher.awaitText("The time that this was allowed for is over.");
      assertThat(publisher.closesWithin(SOON)).isNotNull();
      viaEdge.awaitText("The time that this was allowed for is over.");
      assertThat(System.currentTimeMillis() / 1_000).isLessThan(exp + 5);
    }
  }

  @Test
  void publishersAndPlayersOfARevokedKeyAreGoneWithinFiveSeconds() throws IOException {
    String name = "show?key=" + nodes.showSecret;
    try (Bench bench = new Bench()) {
      bench.publish(nodes.origin().rtmp("live/team-9?key=" + nodes.teamSecret), Clips.noise());
      try (RawPeer publisher = RawPeer.publishing(nodes.origin().port("rtmp"), name)) {
        RawPeer player = RawPeer.withStream(nodes.edge().port("rtmp"));
        player.command(1, "play", 3, AmfValue.NULL, AmfValue.of(name));
        player.awaitText("NetStream.Play.Start");
        PlayProbe other = bench.count(nodes.edge().rtmp("live/team-9"));
        assertThat(other.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);

        nodes.revokeShow(true);
        long begun = System.nanoTime();

        publisher.awaitText("This stream key was revoked.");
        assertThat(publisher.closesWithin(SOON)).isNotNull();
        assertThat(player.closesWithin(SOON)).isNotNull();
        assertThat(System.nanoTime() - begun).isLessThan(SOON.toNanos());
        player.close();
        int heard = other.messages();
        await().until(() -> other.messages() > heard + 50);
        assertThat(other.closed()).isNotDone();
      }
      assertThat(bench.refusal(nodes.origin().rtmp("live/" + name), Clips.noise()))
          .contains("This stream key was revoked.");
    } finally {
      nodes.revokeShow(false);
      await()
          .until(
              () -> {
                try (RawPeer again = RawPeer.withStream(nodes.origin().port("rtmp"))) {
                  again.command(1, "publish", 3, AmfValue.NULL, AmfValue.of(name), text("live"));
                  again.awaitText("NetStream.Publish.");
                  return again.heard().contains("NetStream.Publish.Start");
                }
              });
    }
  }

  private static AmfValue text(String value) {
    return AmfValue.of(value);
  }

  private static Tool.Running publish(Tool ffmpeg, String run, String url) {
    Path sample = Clips.sampleFile();
    return ffmpeg.start(
        run,
        "-hide_banner",
        "-nostats",
        "-loglevel",
        "info",
        "-re",
        "-stream_loop",
        "-1",
        "-i",
        sample.toString(),
        "-c",
        "copy",
        "-t",
        "60",
        "-f",
        "flv",
        url);
  }

  private static String withUser(String url, String user, String password) {
    return url.replace("rtmp://", "rtmp://" + user + ":" + password + "@");
  }

  /** The next test may publish it. */
  private static void gone(String stream) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !nodes.origin().get("/api/v1/streams").contains(stream + "\""));
  }
}
