package dev.weir.media;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TagHeaderMutationTest {
  private static final int ROUNDS = 200_000;

  private static final List<byte[]> MESSAGES =
      List.of(
          Wire.bytes("17 00 000000" + Wire.AVCC_1080P),
          Wire.bytes("1C 00 000000" + Wire.HVCC_1080P),
          Wire.bytes("90 68766331" + Wire.HVCC_1080P),
          Wire.bytes("96 00 61766331 01" + Wire.AVCC_1080P),
          Wire.bytes("17 01 000050 AABBCCDD"),
          Wire.bytes("97 02 0001F4 07 FF 0001 AABB 01 68766331 000010 AABB"),
          Wire.bytes("96 11 61763031 00 000003 AABBCC 01 000002 DDEE"),
          Wire.bytes("96 21 68766331 01 000004 000010 AA 61763031 00 000002 BBCC"),
          Wire.bytes("84 68766331 02 0009 636F6C6F72496E666F 03 000009"),
          Wire.bytes("AF 00 2B92 0800 56E500"),
          Wire.bytes("95 20 4F707573 03 000000 6D703461 01 000002 1210"),
          Wire.bytes("94 6D703461 02 02 0102"),
          Wire.bytes("97 02 0001F4 01 4F707573 AA"));

  @Test
  void aMessageCutAtAnyByteNeverThrows() {
    for (byte[] message : MESSAGES) {
      for (int length = 0; length <= message.length; length++) {
        check(Arrays.copyOf(message, length));
      }
    }
  }

  @Test
  void aMutatedMessageNeverThrows() {
    Random random = new Random(20_260_131);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] message = MESSAGES.get(random.nextInt(MESSAGES.size())).clone();
      for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
        byte[] edges = {0, 1, 7, 0x7F, (byte) 0xFF, (byte) random.nextInt()};
        // The beginning decides most, so it is hit most.
        int at = random.nextInt(1 + random.nextInt(message.length));
        message[at] = edges[random.nextInt(edges.length)];
      }
      check(Arrays.copyOf(message, random.nextInt(message.length + 1)));
    }
  }

  @Test
  void parsingAllocatesNothingButTheHeader() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    List<ByteBuf> bodies = MESSAGES.stream().map(Wire::buffer).toList();
    long sum = 0;
    long before = 0;
    int parsed = 100_000;
    for (int i = -1_000; i < parsed; i++) {
      if (i == 0) {
        before = threads.getCurrentThreadAllocatedBytes();
      }
      ByteBuf body = bodies.get((i + 1_300) % bodies.size());
      sum += VideoTagHeader.parse(body).dataOffset() + AudioTagHeader.parse(body).dataOffset();
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(sum).isPositive();
    assertThat(allocated / parsed).as("bytes for two headers of at most 64").isLessThan(136);
    bodies.forEach(ByteBuf::release);
  }

  private static void check(byte[] message) {
    ByteBuf body = Wire.buffer(message);
    VideoTagHeader video = VideoTagHeader.parse(body);
    AudioTagHeader audio = AudioTagHeader.parse(body);

    assertThat(video.dataOffset()).isBetween(0, message.length);
    assertThat(video.dataLength()).isBetween(0, message.length - video.dataOffset());
    assertThat(video.trackCount()).isBetween(0, 16);
    assertThat(video.nanos()).isBetween(0, 999_999);
    assertThat(video.isKeyFrame() && video.isSequenceHeader()).isFalse();
    assertThat(audio.dataOffset()).isBetween(message.length == 0 ? -1 : 0, message.length);
    assertThat(audio.dataLength()).isBetween(0, message.length - Math.max(0, audio.dataOffset()));
    video.isColorInfo(body);
    for (int i = 0; i < video.trackCount(); i++) {
      assertThat(VideoTagHeader.parseTrack(body, i).dataOffset()).isBetween(0, message.length);
    }
    for (int i = 0; i < audio.trackCount(); i++) {
      assertThat(AudioTagHeader.parseTrack(body, i).dataOffset()).isBetween(0, message.length);
    }
    configs(body, video.configOffset(), video.dataLength());
    configs(body, audio.configOffset(), audio.dataLength());
    assertThat(body.readerIndex()).isEqualTo(3);
    assertThat(body.readableBytes()).isEqualTo(message.length);
    body.release();
    assertThat(body.refCnt()).isZero();
  }

  private static void configs(ByteBuf body, int offset, int length) {
    if (offset >= 0) {
      ByteBuf config = body.slice(body.readerIndex() + offset, length);
      AvcConfig.parse(config);
      HevcConfig.parse(config);
      AacConfig.parse(config);
      assertThat(config.readableBytes()).isEqualTo(length);
    }
  }
}
