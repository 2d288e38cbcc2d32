package dev.weir.origin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFrame;
import dev.weir.media.MediaFrames;
import dev.weir.stream.StreamSettings;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitingGopTest {
  private static final String KEY = "17010000000102";
  private static final String INTER = "27010000000304";
  private static final String SOUND = "AF010506";

  private final List<MediaFrame> made = new ArrayList<>();
  private final WaitingGop gop = new WaitingGop(new StreamSettings(100, 6, 1_000, 50, 0, 65_536));

  @AfterEach
  void nothingIsHeldAfterTheEnd() {
    gop.clear();
    assertThat(made).allMatch(frame -> frame.refCnt() == 0);
  }

  private void add(String body, long timestamp, long nanos) {
    var payload = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(body));
    MediaFrame frame =
        body.startsWith("AF")
            ? MediaFrames.audio(timestamp, payload)
            : MediaFrames.video(timestamp, payload);
    made.add(frame);
    gop.add(frame, nanos);
  }

  private List<Long> take() {
    List<MediaFrame> taken = gop.take();
    taken.forEach(MediaFrame::release);
    return taken.stream().map(MediaFrame::timestamp).toList();
  }

  @Test
  void itBeginsWithTheLastKeyFrame() {
    add(SOUND, 0, 0);
    add(INTER, 1, 1);
    assertThat(gop.isSince(0)).isFalse();
    add(KEY, 2, 2);
    add(INTER, 3, 3);
    add(KEY, 4, 4);
    add(SOUND, 3, 5);
    add(INTER, 5, 5);

    assertThat(gop.isSince(4)).isTrue();
    assertThat(gop.isSince(5)).isFalse();
    assertThat(take()).containsExactly(4L, 3L, 5L);
    assertThat(gop.isSince(4)).isFalse();
  }

  @Test
  void pastALimitItWaitsForTheNextKeyFrame() {
    add(KEY, 0, 0);
    add(INTER, 1_001, 1);
    assertThat(gop.isSince(0)).isFalse();
    add(INTER, 1_002, 2);
    assertThat(gop.isSince(0)).isFalse();
    add(KEY, 1_003, 3);
    for (int i = 0; i < 6; i++) {
      add(SOUND, 1_003, 4);
    }
    assertThat(gop.isSince(0)).isFalse();
    add(KEY, 1_004, 5);
    add(KEY + "00".repeat(100), 1_005, 6);
    assertThat(gop.isSince(0)).isFalse();
  }

  @Test
  void anotherPictureFormatEndsIt() {
    add(KEY, 0, 0);
    add("170000000001", 1, 1);
    assertThat(gop.isSince(0)).isFalse();
  }
}
