package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.weir.it.PacketLog.Packet;
import dev.weir.it.PacketLog.Track;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A player on a line that is too thin sees fewer pictures, but none broken and none old. */
@ExtendWith(SharedCluster.class)
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
final class SlowPlayerIT {
  private static final Logger LOG = LoggerFactory.getLogger(SlowPlayerIT.class);

  private static final int HALF = Clips.EVENT_BYTES_A_SECOND / 2;

  private static final int SECONDS = 18;
  private static final int SETTLED_SECONDS = 6;
  private static final Duration MOST_LAG = Duration.ofSeconds(3);
  private static final int THIN_SECONDS = 5;

  /** Until the next key frame after the line is free, and some. */
  private static final int BACK_SECONDS = 4;

  private static final int FULL_SECONDS = 4;
  private static final int PICTURES_A_SECOND = 25;
  private static final String SKIPPED = "weir_frames_skipped_total";

  @Test
  void aLineOfHalfTheBitrateCarriesWholeGroupsThatAreNotOld(SharedCluster.Nodes nodes)
      throws IOException {
    Tool ffmpeg = Tool.require("ffmpeg", Tool.anyFfmpeg());
    String stream = "live/half-the-bitrate";
    Path event = Clips.event(ffmpeg, "slow-event");
    Path recording = Tool.recording("slow.flv");
    double skippedBefore = nodes.edge().metric(SKIPPED);
    try (Bench bench = new Bench();
        ThrottledRelay thin = ThrottledRelay.to(nodes.edge(), HALF);
        ThrottledRelay thinToo = ThrottledRelay.to(nodes.edge(), HALF)) {
      bench.publish(nodes.origin().rtmp(stream), Clips.read(event));
      PlayProbe healthy = playing(bench, nodes.edge().rtmp(stream));
      PlayProbe slow = bench.record(thin.rtmp(stream));
      try (Tool.Running recorder =
          ffmpeg.start("slow-record", copy(thinToo.rtmp(stream), recording))) {
        awaitAge(slow, SECONDS);
        recorder.process().destroy();
        recorder.end(10);
      }
      assertWithin(MOST_LAG, slow, healthy);

      PacketLog all = healthy.packets();
      assertWholeGroups(slow.packets(), all);
      PacketLog recorded = PacketLog.ofFlv(recording);
      assertWholeGroups(recorded, all);
      assertThat(recorded.packets(Track.VIDEO).stream().filter(Packet::keyFrame))
          .as("key frames of the recording")
          .hasSizeGreaterThanOrEqualTo(2);
      assertLooksLike(event, ffmpeg, recording, recorded.packets(Track.VIDEO).size());
      assertThat(nodes.edge().metric(SKIPPED)).as(SKIPPED).isGreaterThan(skippedBefore);
    }
  }

  @Test
  void aLineThatIsThinForAWhileCarriesEverythingAfterwards(SharedCluster.Nodes nodes)
      throws IOException {
    Tool ffmpeg = Tool.require("ffmpeg", Tool.anyFfmpeg());
    String stream = "live/thin-for-a-while";
    try (Bench bench = new Bench();
        ThrottledRelay line = ThrottledRelay.to(nodes.edge(), HALF)) {
      bench.publish(nodes.origin().rtmp(stream), Clips.read(Clips.event(ffmpeg, "thin-event")));
      PlayProbe healthy = playing(bench, nodes.edge().rtmp(stream));
      PlayProbe slow = bench.record(line.rtmp(stream));
      awaitAge(slow, THIN_SECONDS);
      line.unthrottle();
      awaitAge(slow, THIN_SECONDS + BACK_SECONDS + FULL_SECONDS);

      List<Packet> pictures = slow.packets().packets(Track.VIDEO);
      PacketLog all = healthy.packets();
      int full = assertWholeGroups(slow.packets(), all);
      LOG.info("thin for a while: {} pictures, the last {} in a row", pictures.size(), full);
      assertThat(full)
          .as("pictures in a row at the end")
          .isGreaterThanOrEqualTo(FULL_SECONDS * PICTURES_A_SECOND)
          .isLessThan(pictures.size());
    }
  }

  private static PlayProbe playing(Bench bench, String url) {
    PlayProbe probe = bench.record(url);
    assertThat(probe.firstKeyFrame()).succeedsWithin(10, TimeUnit.SECONDS);
    return probe;
  }

  private static void awaitAge(PlayProbe probe, int seconds) {
    await()
        .atMost(Duration.ofSeconds(2L * seconds))
        .until(() -> probe.age().toSeconds() >= seconds);
  }

  private static String[] copy(String url, Path file) {
    return ("-hide_banner -nostats -loglevel warning -copyts -i "
            + url
            + " -map 0:v -map 0:a -c copy -f flv "
            + file)
        .split(" ");
  }

  /**
   * Fails unless each picture is as somebody else got it, and each that does not follow its
   * predecessor is a key frame.
   *
   * @return how many pictures in a row are at the end
   */
  private static int assertWholeGroups(PacketLog played, PacketLog all) {
    List<Packet> pictures = all.packets(Track.VIDEO);
    Map<Long, Integer> places = new HashMap<>();
    for (int i = 0; i < pictures.size(); i++) {
      places.put(pictures.get(i).timestamp(), i);
    }
    int last = Integer.MIN_VALUE;
    int row = 0;
    for (Packet picture : played.packets(Track.VIDEO)) {
      Integer place = places.get(picture.timestamp());
      assertThat(place).as("place of %s after that at %d", picture, last).isNotNull();
      assertThat(place).as("place of %s", picture).isGreaterThan(last);
      assertThat(picture.isSameAs(pictures.get(place))).as("%s is unchanged", picture).isTrue();
      row = place == last + 1 ? row + 1 : 1;
      if (row == 1) {
        assertThat(picture.keyFrame()).as("%s, after a gap, is a key frame", picture).isTrue();
      }
      last = place;
    }
    return row;
  }

  /** Compares when the same packets came, and what both had in the end. */
  private static void assertWithin(Duration most, PlayProbe slow, PlayProbe healthy) {
    PacketLog got = slow.packets();
    PacketLog all = healthy.packets();
    Map<String, Long> came = new HashMap<>();
    for (int i = 0; i < all.packets().size(); i++) {
      came.put(name(all.packets().get(i)), healthy.arrivals().get(i));
    }
    List<Long> lags = new ArrayList<>();
    long settled = slow.arrivals().get(0) + TimeUnit.SECONDS.toNanos(SETTLED_SECONDS);
    for (int i = 0; i < got.packets().size(); i++) {
      long arrival = slow.arrivals().get(i);
      Long usual = came.get(name(got.packets().get(i)));
      assertThat(usual).as("arrival of %s elsewhere", got.packets().get(i)).isNotNull();
      if (arrival > settled) {
        lags.add(TimeUnit.NANOSECONDS.toMillis(arrival - usual));
      }
    }
    long behind = last(all).timestamp() - last(got).timestamp();
    List<Long> sorted = lags.stream().sorted().toList();
    LOG.info(
        "half the bitrate: {} of {} pictures; lag p50 {} ms, most {} ms, {} ms at the end",
        got.packets(Track.VIDEO).size(),
        all.packets(Track.VIDEO).size(),
        sorted.get(sorted.size() / 2),
        sorted.get(sorted.size() - 1),
        behind);
    assertThat(sorted.get(sorted.size() - 1)).as("most lag in ms").isLessThan(most.toMillis());
    assertThat(behind).as("lag at the end in ms").isLessThan(most.toMillis());
  }

  private static Packet last(PacketLog log) {
    return log.packets().get(log.packets().size() - 1);
  }

  private static String name(Packet packet) {
    return packet.track() + " " + packet.timestamp();
  }

  /**
   * Fails unless each picture looks as it does in what was published. A decoder says nothing of a
   * picture that it is not given and makes the next ones from what it has, so they are compared.
   */
  private static void assertLooksLike(Path published, Tool ffmpeg, Path file, int pictures)
      throws IOException {
    List<String> seen = decode(ffmpeg, "slow-decode", file);
    assertThat(seen).as("decoded pictures").hasSize(pictures);
    Set<String> known = Set.copyOf(decode(ffmpeg, "slow-published", published));
    assertThat(seen.stream().filter(picture -> !known.contains(picture)))
        .as("pictures that were not published")
        .isEmpty();
  }

  /** The hashes of all pictures; fails when the decoder has anything to say. */
  private static List<String> decode(Tool ffmpeg, String name, Path file) throws IOException {
    Path hashes = Tool.recording(name + ".hash");
    String[] arguments =
        ("-v error -xerror -nostats -i "
                + file
                + " -map 0:v -fps_mode passthrough -f framehash "
                + hashes
                + " -map 0:a -f null -")
            .split(" ");
    try (Tool.Running decoder = ffmpeg.start(name, arguments)) {
      assertThat(decoder.awaitExit(60)).as(decoder::log).isZero();
      assertThat(Files.readString(decoder.output())).as("what the decoder says").isBlank();
    }
    return Files.readAllLines(hashes).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.substring(line.lastIndexOf(',') + 1).strip())
        .toList();
  }
}
