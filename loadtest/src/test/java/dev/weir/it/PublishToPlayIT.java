package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What players on edges get is what the publisher sent to the origin, packet by packet. */
@ExtendWith(SharedCluster.class)
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
final class PublishToPlayIT {
  private static final int SECONDS = 60;
  private static final int JOIN_LATER_SECONDS = 10;

  /** 25 pictures and 46 sounds a second, from a picture at most one group after the start. */
  private static final int PACKETS_A_SECOND = 71;

  @Test
  void threePlayersOfFfmpegGetEveryPacketOfFfmpeg(SharedCluster.Nodes nodes, TestReporter reporter)
      throws Exception {
    Tool ffmpeg = Tool.require("ffmpeg", Tool.anyFfmpeg());
    reporter.publishEntry("ffmpeg", ffmpeg.name());
    Path published = Tool.recording("published.hash");
    String stream = "live/publish-to-play";
    Recorder early = new Recorder(ffmpeg, "play-early", nodes.edge().rtmp(stream));
    try (Bench bench = new Bench();
        Tool.Running publisher =
            Clips.publishSample(
                ffmpeg, "publish", SECONDS, nodes.origin().rtmp(stream), published);
        early) {
      PlayProbe probe = bench.record(nodes.otherEdge().rtmp(stream));
      assertThat(probe.firstKeyFrame()).succeedsWithin(30, TimeUnit.SECONDS);
      joinLater(probe);
      try (Recorder middle = new Recorder(ffmpeg, "play-middle", nodes.edge().rtmp(stream));
          Recorder other = new Recorder(ffmpeg, "play-other", nodes.otherEdge().rtmp(stream))) {
        assertThat(publisher.awaitExit(2 * SECONDS)).as(publisher::log).isZero();
        PacketLog sent = PacketLog.ofFrameHash(published);
        assertThat(sent.packets()).hasSizeGreaterThan((SECONDS - 2) * PACKETS_A_SECOND);
        int most = (SECONDS - 5) * PACKETS_A_SECOND;
        int fewer = most - 2 * JOIN_LATER_SECONDS * PACKETS_A_SECOND;
        early.log().assertIsRestOf(sent, most);
        middle.log().assertIsRestOf(sent, fewer);
        other.log().assertIsRestOf(sent, fewer);
        probe.packets().assertIsRestOf(sent, most);
      }
    }
  }

  @Test
  void ownPlayersGetEveryPacketOfAnOwnPublisher(SharedCluster.Nodes nodes) {
    String stream = "live/publish-to-play-own";
    try (Bench bench = new Bench()) {
      PlayProbe held = bench.record(nodes.edge().rtmp(stream));
      Bench.Publishing publishing = bench.publish(nodes.origin().rtmp(stream), Clips.noise());
      assertThat(held.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
      PlayProbe other = bench.record(nodes.otherEdge().rtmp(stream));
      PlayProbe atOrigin = bench.record(nodes.origin().rtmp(stream));
      assertThat(other.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
      // The clip alone takes ten seconds.
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> publishing.publisher().status().rounds() >= 1);
      PacketLog sent = publishing.sent();
      for (PlayProbe probe : new PlayProbe[] {held, other, atOrigin}) {
        assertThat(probe.ended()).as("end of the stream").succeedsWithin(20, TimeUnit.SECONDS);
        probe.packets().assertIsRestOf(sent, 5 * PACKETS_A_SECOND);
      }
    }
  }

  private static void joinLater(PlayProbe probe) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(2 * JOIN_LATER_SECONDS))
        .until(() -> probe.age().toSeconds() >= JOIN_LATER_SECONDS);
  }

  /** An ffmpeg that plays and writes down what it gets. */
  private static final class Recorder implements AutoCloseable {
    private final Path file;
    private final Tool.Running running;

    Recorder(Tool ffmpeg, String name, String url) throws IOException {
      file = Tool.recording(name + ".hash");
      running = ffmpeg.start(name, FrameHash.arguments(url, file));
    }

    /** After the publisher's end. */
    PacketLog log() throws IOException {
      running.end(5);
      return PacketLog.ofFrameHash(file);
    }

    @Override
    public void close() {
      running.close();
    }
  }
}
