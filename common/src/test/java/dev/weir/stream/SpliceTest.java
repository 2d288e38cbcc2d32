package dev.weir.stream;

import static dev.weir.stream.Frames.audio;
import static dev.weir.stream.Frames.audioHeader;
import static dev.weir.stream.Frames.data;
import static dev.weir.stream.Frames.inter;
import static dev.weir.stream.Frames.key;
import static dev.weir.stream.Frames.keyOfTrackOne;
import static dev.weir.stream.Frames.videoHeader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFrame;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpliceTest {
  private final FakeLoop home = new FakeLoop();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final List<String> heard = new ArrayList<>();
  private int sourceless;
  private final LiveStream stream =
      new LiveStream(
          StreamKey.of("live", "demo").orElseThrow(),
          home.context(),
          StreamSettings.DEFAULT.withHandover(0),
          allocator,
          home,
          0,
          new StreamObserver() {
            @Override
            public void onFlush(int messages, int bytes, int subscribers) {}

            @Override
            public void onSplice(boolean resumed, long gapNanos) {
              heard.add((resumed ? "resumed " : "replaced ") + gapNanos / 1_000_000);
            }

            @Override
            public void onTimestampJump() {
              heard.add("jump");
            }

            @Override
            public void onSourceless(int change) {
              sourceless += change;
            }
          });
  private final Listener player = subscribe();

  @AfterEach
  void nothingIsHeldAfterTheEnd() {
    stream.end();
    home.runAll();
    assertThat(allocator.metric().usedDirectMemory()).isZero();
    assertThat(sourceless).isZero();
  }

  @Test
  void theFirstSourceBeginsAtOnce() {
    assertThat(stream.isSourceless()).isTrue();
    StreamSource first = attach("first");
    assertThat(first.isCurrent()).isTrue();
    feed(first, audio(5, 1), inter(6, 2));
    assertThat(player.messages).containsExactly("A1@5", "P2@6");
    assertThat(stream.isSourceless()).isFalse();
    assertThat(heard).containsExactly("first current");
  }

  @Test
  void theOldSourceGoesOnUntilTheNewOneHasAKeyFrame() {
    StreamSource first = attach("first");
    feed(first, videoHeader(0, 1), audioHeader(0, 2), key(0, 3));
    StreamSource second = attach("second");
    feed(second, videoHeader(0, 1), audioHeader(0, 2), audio(0, 20), inter(10, 21));
    home.advance(40);
    feed(first, inter(40, 4));
    feed(second, keyOfTrackOne(30, 22));
    assertThat(second.isCurrent()).isFalse();
    home.advance(40);
    feed(second, key(50, 23), audio(60, 24));
    feed(first, inter(80, 5), audio(80, 6));

    assertThat(second.isCurrent()).isTrue();
    assertThat(first.isCurrent()).isFalse();
    assertThat(player.messages)
        .containsExactly("VH1@0", "AH2@0", "K3@0", "P4@40", "K23@70", "A24@80");
    assertThat(heard)
        .containsExactly("first current", "replaced 40", "first replaced", "second current");
  }

  @Test
  void playersStayInAStreamWithoutASource() {
    StreamSource first = attach("first");
    feed(first, videoHeader(0, 1), key(0, 2), audio(0, 3));
    home.advance(10);
    first.onFrame(inter(10, 4));
    first.detach();
    first.detach();
    home.runAll();
    assertThat(player.messages).endsWith("P4@10");
    assertThat(stream.isSourceless()).isTrue();
    assertThat(stream.sourcelessSinceNanos()).isEqualTo(10_000_000);
    assertThat(sourceless).isEqualTo(1);
    Listener late = subscribe();
    assertThat(late.messages).startsWith("K2@0");

    home.advance(700);
    StreamSource second = attach("second");
    feed(second, videoHeader(0, 1), inter(0, 20));
    assertThat(stream.isSourceless()).isTrue();
    feed(second, key(40, 21));
    assertThat(stream.isSourceless()).isFalse();
    assertThat(player.messages).endsWith("P4@10", "K21@710");
    assertThat(late.messages).endsWith("P4@10", "K21@710");
    assertThat(player.ends).isZero();
    assertThat(heard).containsExactly("first current", "resumed 700", "second current");
  }

  @Test
  void headersThatChangedStandBeforeTheFirstKeyFrame() {
    StreamSource first = attach("first");
    meta(first, 0, 1);
    feed(first, videoHeader(0, 2), audioHeader(0, 3), key(0, 4));
    StreamSource second = attach("second");
    meta(second, 0, 10);
    feed(second, videoHeader(0, 20), audioHeader(0, 3));
    home.advance(100);
    feed(second, key(500, 40));

    assertThat(player.messages)
        .containsExactly("D1@0", "VH2@0", "AH3@0", "K4@0", "D10@100", "VH20@100", "K40@100");
    Listener late = subscribe();
    assertThat(late.headers).containsExactly("D10@100", "AH3@100", "VH20@100");
    assertThat(late.messages).containsExactly("K40@100");
  }

  @Test
  void headersAndMetadataThatTheNewSourceLacksAreForgotten() {
    StreamSource first = attach("first");
    meta(first, 0, 1);
    feed(first, videoHeader(0, 2), audioHeader(0, 3), key(0, 4));
    StreamSource second = attach("second");
    feed(second, videoHeader(0, 2), key(0, 5));

    assertThat(subscribe().headers).containsExactly("VH2@1");
  }

  @Test
  void theGopOfTheOldSourceIsNotMixedWithTheNewOne() {
    StreamSource first = attach("first");
    feed(first, key(0, 1), inter(40, 2));
    StreamSource second = attach("second");
    first.onFrame(inter(80, 3));
    second.onFrame(key(0, 4));
    second.onReadComplete();
    home.runAll();

    assertThat(player.messages).containsExactly("K1@0", "P2@40", "P3@80", "K4@81");
    assertThat(subscribe().messages).containsExactly("K4@81");
  }

  @Test
  void aSecondSourceThatDiesBeforeItsKeyFrameLeavesNoTrace() {
    StreamSource first = attach("first");
    feed(first, videoHeader(0, 1), key(0, 2));
    StreamSource second = attach("second");
    meta(second, 0, 9);
    feed(second, videoHeader(0, 8), audioHeader(0, 7), inter(0, 6));
    second.detach();
    feed(second, key(40, 5));
    feed(first, inter(40, 3));

    assertThat(player.messages).containsExactly("VH1@0", "K2@0", "P3@40");
    assertThat(subscribe().headers).containsExactly("VH1@0");
    assertThat(heard).containsExactly("first current");
  }

  @Test
  void theOldSourceMayLeaveBeforeTheNewOneBegins() {
    StreamSource first = attach("first");
    feed(first, key(0, 1));
    StreamSource second = attach("second");
    feed(second, inter(0, 2));
    first.detach();
    home.advance(100);
    feed(second, key(40, 3));

    assertThat(player.messages).containsExactly("K1@0", "K3@100");
    assertThat(heard).containsExactly("first current", "resumed 100", "second current");
  }

  @Test
  void audioAloneBeginsWhenNoVideoShowedItself() {
    StreamSource first = attach("first");
    feed(first, key(0, 1));
    StreamSource second = attach("second");
    feed(second, audioHeader(0, 2), audio(0, 3));
    home.advance(499);
    feed(second, audio(499, 4));
    assertThat(second.isCurrent()).isFalse();
    home.advance(1);
    feed(second, audio(520, 5));
    home.advance(50);
    home.runAll();

    assertThat(player.messages).containsExactly("K1@0", "AH2@500", "A5@500");
    assertThat(subscribe().headers).containsExactly("AH2@500");
  }

  @Test
  void audioDoesNotBeginWhereVideoIsToCome() {
    feed(attach("first"), key(0, 1));
    StreamSource second = attach("second");
    feed(second, videoHeader(0, 2));
    home.advance(600);
    feed(second, audio(600, 3));
    assertThat(second.isCurrent()).isFalse();
    feed(second, key(640, 4));
    assertThat(second.isCurrent()).isTrue();
  }

  @Test
  void ofSeveralThatWaitOnlyTheNewestTakesOver() {
    StreamSource first = attach("first");
    feed(first, key(0, 1));
    StreamSource second = attach("second");
    StreamSource third = attach("third");
    feed(second, key(40, 2));
    assertThat(first.isCurrent()).isTrue();
    feed(third, key(40, 3));

    assertThat(player.messages).containsExactly("K1@0", "K3@1");
    assertThat(heard)
        .containsExactly(
            "first current", "replaced 0", "first replaced", "second replaced", "third current");
  }

  @Test
  void withoutASourceAnyThatWaitsTakesOver() {
    StreamSource first = attach("first");
    feed(first, key(0, 1));
    StreamSource second = attach("second");
    StreamSource third = attach("third");
    first.detach();
    feed(second, key(40, 2));
    assertThat(second.isCurrent()).isTrue();
    feed(third, key(40, 3));

    assertThat(third.isCurrent()).isTrue();
    assertThat(heard).endsWith("second replaced", "third current");
  }

  @Test
  void ofTooManyTheOldestThatIsNotCurrentIsReplaced() {
    StreamSource first = attach("first");
    for (int i = 2; i <= 5; i++) {
      attach("number " + i);
    }
    assertThat(first.isCurrent()).isTrue();
    assertThat(heard).containsExactly("first current", "number 2 replaced");
  }

  @Test
  void aSourceBehindOneThatBroughtNothingBeginsAtOnce() {
    StreamSource first = attach("first");
    first.detach();
    StreamSource second = attach("second");
    feed(second, audio(900, 1), key(910, 2));
    assertThat(player.messages).containsExactly("A1@900", "K2@910");
    assertThat(heard).containsExactly("first current", "second current");
  }

  @Test
  void aSourceThatJumpsIsHeldToItsTime() {
    StreamSource first = attach("first");
    feed(first, key(0, 1), audio(0, 2));
    home.advance(40);
    feed(first, inter(3_600_000, 3));
    home.advance(40);
    feed(first, inter(3_600_040, 4), audio(3_600_040, 5));
    home.advance(50);
    home.runAll();

    assertThat(player.messages).containsExactly("K1@0", "A2@0", "P3@40", "P4@80", "A5@80");
    assertThat(heard).containsExactly("first current", "jump", "jump");
  }

  @Test
  void timesGoOnOverTheWrap() {
    StreamSource first = attach("first");
    feed(first, key(4_294_967_290L, 1));
    home.advance(10);
    StreamSource second = attach("second");
    feed(second, key(77, 2));
    feed(second, inter(117, 3));
    assertThat(player.messages).containsExactly("K1@4294967290", "K2@4", "P3@44");
  }

  @Test
  void afterTheEndNobodyIsHeard() {
    StreamSource first = attach("first");
    feed(first, videoHeader(0, 1));
    StreamSource second = attach("second");
    meta(second, 0, 2);
    feed(second, videoHeader(0, 3));
    stream.end();
    StreamSource late = attach("late");
    feed(late, key(0, 4));
    feed(second, key(0, 5));
    first.detach();
    second.detach();

    assertThat(player.ends).isEqualTo(1);
    assertThat(player.messages).containsExactly("VH1@0");
    assertThat(heard).containsExactly("first current");
  }

  @Test
  void aSourceMayLeaveTheMomentItIsReplaced() {
    StreamSource first = stream.attach("first");
    first.whenReplaced(first::detach);
    feed(first, key(0, 1));
    StreamSource second = stream.attach("second");
    second.whenCurrent(stream::end);
    feed(second, key(0, 2));
    assertThat(player.messages).containsExactly("K1@0", "K2@1");
    assertThat(player.ends).isEqualTo(1);
  }

  private StreamSource attach(String label) {
    StreamSource source = stream.attach(label);
    source.whenCurrent(() -> heard.add(label + " current"));
    source.whenReplaced(() -> heard.add(label + " replaced"));
    return source;
  }

  private Listener subscribe() {
    Listener listener = new Listener(home);
    stream.subscribe(listener);
    home.runAll();
    return listener;
  }

  private void feed(StreamSource source, MediaFrame... frames) {
    for (MediaFrame frame : frames) {
      source.onFrame(frame);
    }
    source.onReadComplete();
    home.runAll();
  }

  private static void meta(StreamSource source, long time, int number) {
    source.onMetadata(data(time, number));
    source.onReadComplete();
  }
}
