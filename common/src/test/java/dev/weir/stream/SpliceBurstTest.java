package dev.weir.stream;

import static dev.weir.stream.Frames.audio;
import static dev.weir.stream.Frames.inter;
import static dev.weir.stream.Frames.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFrame;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sources that begin with several frames at once. */
class SpliceBurstTest {
  private final FakeLoop home = new FakeLoop();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final LiveStream stream =
      new LiveStream(
          StreamKey.of("live", "demo").orElseThrow(),
          home.context(),
          StreamSettings.DEFAULT.withHandover(0),
          allocator,
          home,
          0,
          (messages, bytes, subscribers) -> {});
  private final Listener player = new Listener(home);

  @BeforeEach
  void play() {
    stream.subscribe(player);
    home.runAll();
  }

  @AfterEach
  void nothingIsHeldAfterTheEnd() {
    stream.end();
    home.runAll();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  private void feed(StreamSource source, MediaFrame... frames) {
    for (MediaFrame frame : frames) {
      source.onFrame(frame);
    }
    source.onReadComplete();
    home.runAll();
  }

  @Test
  void whatComesInOneGoStandsWhereItBelongs() {
    feed(stream.attach("first"), key(0, 2), inter(40, 3));
    home.advance(1_600);
    StreamSource second = stream.attach("second");

    feed(second, key(9_000, 20), audio(9_010, 21), inter(9_960, 22));
    home.advance(40);
    feed(second, inter(10_000, 23));

    assertThat(player.messages).endsWith("K20@680", "A21@690", "P22@1640", "P23@1680");
  }

  @Test
  void whatIsOlderThanTheLastFrameFollowsItAllTheSame() {
    feed(stream.attach("first"), key(0, 2), inter(40, 3));
    home.advance(20);

    feed(stream.attach("second"), key(0, 20), inter(500, 21));

    assertThat(player.messages).endsWith("P3@40", "K20@41", "P21@541");
  }

  @Test
  void aSourceThatIsNotTheNewestDropsWhatItHeld() {
    StreamSource first = stream.attach("first");
    feed(first, key(0, 2));
    StreamSource second = stream.attach("second");
    second.onFrame(key(0, 20));
    StreamSource third = stream.attach("third");
    feed(second, inter(40, 21));
    MediaFrame late = key(0, 30);
    third.onFrame(late);
    third.detach();

    assertThat(first.isCurrent()).isTrue();
    assertThat(late.refCnt()).isZero();
    assertThat(player.messages).containsExactly("K2@0");
  }
}
