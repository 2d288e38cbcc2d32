package dev.weir.stream;

import static dev.weir.stream.Frames.audio;
import static dev.weir.stream.Frames.inter;
import static dev.weir.stream.Frames.key;
import static dev.weir.stream.Frames.videoHeader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFrame;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A source takes over from one that still delivers. */
class HandoverTest {
  private static final int WAIT = 150;

  private final FakeLoop home = new FakeLoop();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final LiveStream stream =
      new LiveStream(
          StreamKey.of("live", "demo").orElseThrow(),
          home.context(),
          StreamSettings.DEFAULT.withHandover(WAIT),
          allocator,
          home,
          0,
          (messages, bytes, subscribers) -> {});
  private final Listener player = new Listener(home);
  private final StreamSource first = stream.attach("first");

  @BeforeEach
  void begin() {
    stream.subscribe(player);
    home.runAll();
    feed(first, videoHeader(0, 1), key(0, 2));
    home.advance(40);
    feed(first, inter(40, 3));
    home.advance(40);
  }

  @AfterEach
  void nothingIsHeldAfterTheEnd() {
    stream.end();
    home.runAll();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void theLastFramesOfAnEncoderThatMovedAreShownBeforeItsFirstOnTheNewWay() {
    StreamSource second = stream.attach("second");
    feed(second, videoHeader(0, 1), key(1_000, 20));
    assertThat(second.isCurrent()).isFalse();
    home.advance(10);
    feed(first, inter(80, 4), audio(85, 5));
    feed(second, inter(1_040, 21));

    first.detach();
    home.runAll();

    assertThat(second.isCurrent()).isTrue();
    assertThat(player.messages)
        .containsExactly("VH1@0", "K2@0", "P3@40", "P4@80", "A5@85", "K20@86", "P21@126");
  }

  @Test
  void whatASecondEncoderSendsMeanwhileIsNotShown() {
    StreamSource second = stream.attach("second");
    feed(second, videoHeader(0, 1), key(1_000, 20));
    for (int i = 0; i < 3; i++) {
      home.advance(WAIT / 3);
      feed(first, inter(80 + i * 40, 4 + i));
      feed(second, inter(1_040 + i * 40, 21 + i));
    }

    assertThat(second.isCurrent()).isTrue();
    assertThat(player.messages)
        .containsExactly("VH1@0", "K2@0", "P3@40", "K20@80", "P21@120", "P22@160", "P23@200");
  }

  @Test
  void oneThatLeavesAgainCostsTheOtherNothing() {
    StreamSource second = stream.attach("second");
    feed(second, videoHeader(0, 1), key(1_000, 20));
    feed(first, inter(80, 4));

    second.detach();
    feed(first, inter(120, 5));
    home.advance(WAIT);
    home.runAll();

    assertThat(first.isCurrent()).isTrue();
    assertThat(player.messages).containsExactly("VH1@0", "K2@0", "P3@40", "P4@80", "P5@120");
  }

  @Test
  void oneThatCameLaterTakesThePlaceOfOneThatWaits() {
    StreamSource second = stream.attach("second");
    feed(second, videoHeader(0, 1), key(1_000, 20));
    StreamSource third = stream.attach("third");
    feed(third, videoHeader(0, 1), key(5_000, 30));
    feed(second, inter(1_040, 21));

    first.detach();
    home.runAll();

    assertThat(third.isCurrent()).isTrue();
    assertThat(player.messages).containsExactly("VH1@0", "K2@0", "P3@40", "K30@80");
  }

  @Test
  void oneThatCameLaterAndBroughtNothingYetStopsNobody() {
    StreamSource second = stream.attach("second");
    feed(second, videoHeader(0, 1), key(1_000, 20));
    StreamSource third = stream.attach("third");
    feed(second, inter(1_040, 21));

    first.detach();
    home.runAll();

    assertThat(second.isCurrent()).isTrue();
    assertThat(third.isCurrent()).isFalse();
    assertThat(player.messages).containsExactly("VH1@0", "K2@0", "P3@40", "K20@80", "P21@120");
  }

  @Test
  void nobodyWaitsForASilentSource() {
    home.advance(200);
    StreamSource second = stream.attach("second");
    feed(second, videoHeader(0, 1), key(1_000, 20));

    assertThat(second.isCurrent()).isTrue();
    assertThat(player.messages).endsWith("P3@40", "K20@280");
  }

  @Test
  void theStreamMayEndMeanwhile() {
    StreamSource second = stream.attach("second");
    feed(second, videoHeader(0, 1), key(1_000, 20));
    feed(first, inter(80, 4));

    stream.end();
    home.advance(WAIT);
    home.runAll();

    assertThat(player.messages).containsExactly("VH1@0", "K2@0", "P3@40");
    assertThat(player.ends).isEqualTo(1);
  }

  private void feed(StreamSource source, MediaFrame... frames) {
    for (MediaFrame frame : frames) {
      source.onFrame(frame);
    }
    source.onReadComplete();
    home.runAll();
  }
}
