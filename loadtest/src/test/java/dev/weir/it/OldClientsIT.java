package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A minute of the system's ffmpeg, seen by the clients that old systems have. */
@ExtendWith(SharedCluster.class)
@Execution(ExecutionMode.CONCURRENT)
final class OldClientsIT {
  private static final int SECONDS = 60;
  private static final int PACKETS = (SECONDS - 5) * 71;

  @Test
  void getEveryPacketOfTheSystemsFfmpeg(SharedCluster.Nodes nodes) throws Exception {
    Tool ffmpeg = Tool.require("the system's ffmpeg", Tool.systemFfmpeg());
    Tool rtmpdump = Tool.require("rtmpdump", Tool.rtmpdump());
    String stream = "live/old-clients";
    Path published = Tool.recording("old-published.hash");
    Path played = Tool.recording("old-ffmpeg.hash");
    Path dumped = Tool.recording("old-rtmpdump.flv");
    String[] play = FrameHash.arguments(nodes.edge().rtmp(stream), played);
    String[] dump = {
      "--quiet", "--live", "--rtmp", nodes.otherEdge().rtmp(stream), "--flv", dumped.toString()
    };
    try (Bench bench = new Bench();
        Tool.Running publisher =
            Clips.publishSample(
                ffmpeg, "old-publish", SECONDS, nodes.origin().rtmp(stream), published);
        Tool.Running player = ffmpeg.start("old-ffmpeg", play);
        Tool.Running dumper = rtmpdump.start("old-rtmpdump", dump)) {
      PlayProbe digest = bench.recordWithDigest(nodes.edge().rtmp(stream));
      assertThat(digest.firstKeyFrame()).succeedsWithin(30, TimeUnit.SECONDS);

      assertThat(publisher.awaitExit(2 * SECONDS)).as(publisher::log).isZero();
      player.end(5);
      dumper.end(5);
      PacketLog sent = PacketLog.ofFrameHash(published);
      PacketLog.ofFrameHash(played).assertIsRestOf(sent, PACKETS);
      PacketLog.ofFlv(dumped).assertIsPartOf(sent, PACKETS);
      digest.packets().assertIsRestOf(sent, PACKETS);
    }
  }
}
