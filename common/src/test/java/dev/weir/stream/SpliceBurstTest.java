package dev.weir.stream;

import static dev.weir.stream.Frames.audio;
import static dev.weir.stream.Frames.data;
import static dev.weir.stream.Frames.inter;
import static dev.weir.stream.Frames.key;
import static dev.weir.stream.Frames.videoHeader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFrame;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sources that begin with several frames at once, of which the stream may have some already. */
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

  @Test
  void theSameClockGoesOnInTheMiddleOfAGop() {
    StreamSource first = stream.attach("first", "origin 7");
    meta(first, 0, 9);
    feed(first, videoHeader(0, 1), key(0, 2), audio(10, 3), inter(40, 4));
    first.detach();
    home.advance(300);
    StreamSource second = stream.attach("second", "origin 7");
    meta(second, 0, 9);
    feed(second, videoHeader(0, 1), key(0, 2), audio(10, 3), inter(40, 4));
    assertThat(second.isCurrent()).isTrue();
    feed(second, audio(50, 5), inter(80, 6));

    assertThat(player.messages)
        .containsExactly("D9@0", "VH1@0", "K2@0", "A3@10", "P4@40", "A5@50", "P6@80");
    assertThat(newcomer().messages).containsExactly("K2@0", "A3@10", "P4@40", "A5@50", "P6@80");
  }

  @Test
  void theSameClockGoesOnAtTheNextKeyFrame() {
    StreamSource first = stream.attach("first", "origin 7");
    feed(first, key(0, 1));
    first.detach();
    home.advance(2_000);
    StreamSource second = stream.attach("second", "origin 7");
    feed(second, inter(1_960, 2), key(2_040, 3), inter(2_080, 4));

    assertThat(player.messages).containsExactly("K1@0", "K3@2040", "P4@2080");
    assertThat(newcomer().messages).containsExactly("K3@2040", "P4@2080");
  }

  @Test
  void aClockMayBecomeKnownLater() {
    StreamSource first = stream.attach("first", "claim 1");
    first.countBy("origin 7");
    feed(first, key(0, 1), inter(40, 2));
    StreamSource second = stream.attach("second", "claim 2");
    second.countBy("origin 7");
    feed(second, key(0, 1), inter(40, 2), inter(80, 3));
    assertThat(player.messages).containsExactly("K1@0", "P2@40", "P3@80");
  }

  @Test
  void anotherClockIsNotTakenForTheSame() {
    StreamSource first = stream.attach("first", "origin 7");
    feed(first, key(0, 1), inter(40, 2));
    first.detach();
    StreamSource second = stream.attach("second", "origin 8");
    feed(second, key(0, 3));
    assertThat(player.messages).endsWith("P2@40", "K3@41");
  }

  private Listener newcomer() {
    Listener listener = new Listener(home);
    stream.subscribe(listener);
    home.runAll();
    return listener;
  }

  private static void meta(StreamSource source, long time, int number) {
    source.onMetadata(data(time, number));
    source.onReadComplete();
  }
}
