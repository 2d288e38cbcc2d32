package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.it.PacketLog.Track;
import dev.weir.loadtest.client.FlvFile;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge of the other tests, judged. */
final class PacketLogTest {
  private static final String KEY = "1701000000";
  private static final String INTER = "2701000000";

  @TempDir private Path directory;

  @Test
  void readsPicturesAndSoundsOfAnFlvFileThatMayBreakOff() throws IOException {
    byte[] whole = FlvFile.small().bytes();

    assertThat(flv(whole).packets()).hasSize(7);
    assertThat(flv(Arrays.copyOf(whole, whole.length - 5)).packets()).hasSize(6);
    assertThat(flv(whole).packets(Track.VIDEO))
        .extracting(PacketLog.Packet::timestamp)
        .containsExactly(0L, 40L, 80L, 120L);
  }

  @Test
  void ffmpegsHashesAreOurs() throws IOException {
    Tool ffmpeg = Tool.require("ffmpeg", Tool.anyFfmpeg());
    Path sample = Clips.sampleFile();
    Path hashes = Tool.recording("sample.hash");
    ffmpeg.run("sample-hash", FrameHash.arguments(sample.toString(), hashes));

    PacketLog file = PacketLog.ofFlv(sample);
    PacketLog hashed = PacketLog.ofFrameHash(hashes);

    hashed.assertIsRestOf(file, file.packets().size());
  }

  @Test
  void aPlayerMayComeLateAndLeaveEarly() {
    PacketLog published = video(0, 40, 80, 120, 160);

    video(0, 40, 80, 120, 160).assertIsRestOf(published, 5);
    video(80, 120, 160).assertIsRestOf(published, 3);
    video(40, 80).assertIsPartOf(published, 2);
    assertThatThrownBy(() -> video(40, 80).assertIsRestOf(published, 2))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void soundsBeforeTheFirstPictureDoNotCount() {
    PacketLog published = video(80, 120);
    PacketLog played = new PacketLog();
    add(played, 8, 70, "af01ff");
    video(80, 120).packets().forEach(played.packets()::add);

    played.assertIsRestOf(published, 2);
  }

  @Test
  void whatIsLostRepeatedSwappedOrChangedIsFound() {
    PacketLog published = video(0, 40, 80, 120);

    assertFails(video(0, 40, 120), published);
    assertFails(video(0, 40, 40, 80), published);
    assertFails(video(0, 80, 40, 120), published);
    assertFails(video(0, 40, 81), published);
    assertFails(video(7, 40), published);
    assertFails(video(), published);
    PacketLog changed = video(0);
    add(changed, 9, 40, INTER + "ffff");
    assertFails(changed, published);
  }

  @Test
  void timestampsWrapAround() {
    assertThat(video(0xFFFF_FFF0L).shifted(0x20).packets().get(0).timestamp()).isEqualTo(0x10);
    assertThat(video(0x10).shifted(-0x20).packets().get(0).timestamp()).isEqualTo(0xFFFF_FFF0L);
  }

  private static void assertFails(PacketLog played, PacketLog published) {
    assertThatThrownBy(() -> played.assertIsPartOf(published, 1))
        .isInstanceOf(AssertionError.class);
  }

  private static PacketLog video(long... timestamps) {
    PacketLog log = new PacketLog();
    for (long timestamp : timestamps) {
      add(log, 9, timestamp, (timestamp == 0 ? KEY : INTER) + "%08x".formatted(timestamp));
    }
    return log;
  }

  private static void add(PacketLog log, int type, long timestamp, String hex) {
    log.add(type, timestamp, Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
  }

  private PacketLog flv(byte[] bytes) throws IOException {
    return PacketLog.ofFlv(Files.write(directory.resolve("x.flv"), bytes));
  }
}
