package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.loadtest.client.PublisherSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Streams that run for hours or weeks: timestamps that pass 2^24 need the extended field (RTMP
 * 5.3.1.3), those that pass 2^32 begin again at 0. Players treat the extended field differently, so
 * old ones are asked too.
 */
@ExtendWith(SharedCluster.class)
@Timeout(120)
final class LongTimestampsIT {
  private static final long BEFORE_EXTENDED = 16_777_000;
  private static final long BEFORE_WRAP = (1L << 32) - 2_500;
  private static final int SECONDS = 6;
  private static final int PACKETS = 71 * (SECONDS - 3);

  @Test
  void ownPlayersGetTheTimestampsAsTheyWereSent(SharedCluster.Nodes nodes) {
    try (Bench bench = new Bench()) {
      Run extended = new Run(bench, nodes, "live/extended-own", BEFORE_EXTENDED);
      Run wrapped = new Run(bench, nodes, "live/wrapped-own", BEFORE_WRAP);
      extended.assertExact();
      wrapped.assertExact();
    }
  }

  @Test
  void oldFfmpegPlaysOnPastTheExtendedTimestamp(SharedCluster.Nodes nodes) throws Exception {
    assertFfmpegPlaysOn(nodes, "extended-ffmpeg", BEFORE_EXTENDED);
  }

  @Test
  void oldFfmpegPlaysOnPastTheEndOfTimestamps(SharedCluster.Nodes nodes) throws Exception {
    assertFfmpegPlaysOn(nodes, "wrapped-ffmpeg", BEFORE_WRAP);
  }

  @Test
  void rtmpdumpPlaysOnPastTheExtendedTimestamp(SharedCluster.Nodes nodes) throws Exception {
    Tool rtmpdump = Tool.require("rtmpdump", Tool.rtmpdump());
    Path file = Tool.recording("extended-rtmpdump.flv");
    String stream = "live/extended-rtmpdump";
    PacketLog sent =
        play(nodes, stream, BEFORE_EXTENDED, rtmpdump, dump(nodes.edge().rtmp(stream), file));
    PacketLog.ofFlv(file).assertIsPartOf(sent, PACKETS);
  }

  private static void assertFfmpegPlaysOn(SharedCluster.Nodes nodes, String name, long first)
      throws IOException {
    Tool ffmpeg = Tool.require("the system's ffmpeg", Tool.systemFfmpeg());
    Path file = Tool.recording(name + ".hash");
    String stream = "live/" + name;
    String[] arguments = FrameHash.arguments(nodes.edge().rtmp(stream), file);
    PacketLog sent = play(nodes, stream, first, ffmpeg, arguments);
    PacketLog.ofFrameHash(file).assertIsPartOf(sent, PACKETS);
  }

  private static String[] dump(String url, Path file) {
    return new String[] {"--quiet", "--live", "--rtmp", url, "--flv", file.toString()};
  }

  /** Publishes for a while to a tool that plays; what was published. */
  private static PacketLog play(
      SharedCluster.Nodes nodes, String stream, long first, Tool tool, String[] arguments)
      throws IOException {
    try (Bench bench = new Bench();
        Tool.Running player = tool.start(stream.replace('/', '-'), arguments)) {
      Bench.Publishing publishing = publish(bench, nodes, stream, first);
      awaitSeconds(publishing);
      PacketLog sent = publishing.sent();
      player.end(3);
      return sent;
    }
  }

  private static Bench.Publishing publish(
      Bench bench, SharedCluster.Nodes nodes, String stream, long first) {
    return bench.publish(
        nodes.origin().rtmp(stream), Clips.sample(), PublisherSettings.DEFAULT.startingAt(first));
  }

  private static void awaitSeconds(Bench.Publishing publishing) {
    await()
        .atMost(Duration.ofSeconds(4 * SECONDS))
        .until(() -> publishing.publisher().status().frames() > 71 * SECONDS);
  }

  /** A stream with one of our players for each handshake and role of node. */
  private static final class Run {
    private final PlayProbe plain;
    private final PlayProbe digest;
    private final PlayProbe atOrigin;
    private final Bench.Publishing publishing;

    Run(Bench bench, SharedCluster.Nodes nodes, String stream, long first) {
      plain = bench.record(nodes.edge().rtmp(stream));
      digest = bench.recordWithDigest(nodes.otherEdge().rtmp(stream));
      atOrigin = bench.recordWithDigest(nodes.origin().rtmp(stream));
      publishing = publish(bench, nodes, stream, first);
    }

    void assertExact() {
      awaitSeconds(publishing);
      PacketLog sent = publishing.sent();
      for (PlayProbe probe : new PlayProbe[] {plain, digest, atOrigin}) {
        assertThat(probe.ended()).as("end of the stream").succeedsWithin(20, TimeUnit.SECONDS);
        probe.packets().assertIsRestOf(sent, PACKETS);
      }
    }
  }
}
