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

class LiveStreamTest {
  private final FakeLoop home = new FakeLoop();
  private final FakeLoop away = new FakeLoop();
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true, true);
  private final List<String> flushes = new ArrayList<>();
  private LoopPace pace = LoopPace.EVERY_FRAME;
  private final LiveStream stream =
      new LiveStream(
          StreamKey.of("live", "demo").orElseThrow(),
          home.context(),
          StreamSettings.DEFAULT,
          allocator,
          home,
          0,
          (messages, bytes, subscribers) -> flushes.add(messages + " to " + subscribers));
  private final StreamSource source = stream.attach("test");

  @AfterEach
  void nothingIsHeldAfterTheEnd() {
    stream.end();
    FakeLoop.runAll(home, away);
    assertThat(allocator.metric().usedDirectMemory()).isZero();
  }

  @Test
  void videoGoesOutAtOnceAndTakesTheAudioBeforeItAlong() {
    Listener player = subscribe(away);
    feed(audio(1, 1));
    assertThat(player.messages).isEmpty();
    feed(audio(10, 2), key(12, 3), audio(14, 4));

    assertThat(player.messages).containsExactly("A1@1", "A2@10", "K3@12", "A4@14");
    assertThat(flushes).containsExactly("4 to 1");
  }

  @Test
  void audioAloneWaitsForItsTime() {
    Listener player = subscribe(away);
    feed(audio(1, 1));
    home.advance(30);
    feed(audio(30, 2));
    home.advance(19);
    FakeLoop.runAll(home, away);
    assertThat(player.messages).isEmpty();

    home.advance(1);
    FakeLoop.runAll(home, away);
    assertThat(player.messages).containsExactly("A1@1", "A2@30");
    home.advance(1_000);
    assertThat(home.isIdle()).isTrue();

    feed(audio(60, 3));
    home.advance(50);
    FakeLoop.runAll(home, away);
    assertThat(player.messages).hasSize(3);
  }

  @Test
  void audioBehindVideoDoesNotGoOutAloneOnTheTimerOfAudioBeforeIt() {
    Listener player = subscribe(away);
    feed(audio(0, 1));
    home.advance(20);
    feed(key(20, 2));
    feed(audio(21, 3));
    home.advance(30);
    FakeLoop.runAll(home, away);
    assertThat(player.messages).containsExactly("A1@0", "K2@20");

    home.advance(10);
    feed(inter(60, 4));
    assertThat(flushes).containsExactly("2 to 1", "2 to 1");
  }

  @Test
  void aBusyLoopGetsFramesMerged() {
    pace = away.pace(80);
    Listener player = subscribe(away);
    feed(key(0, 1));
    pass(1);
    assertThat(player.messages).containsExactly("K1@0");
    pass(39);
    feed(inter(40, 2));
    pass(39);
    feed(inter(79, 3));
    assertThat(player.messages).containsExactly("K1@0");
    player.during = listener -> assertThat(listener.messages).hasSize(3);
    pass(1);

    assertThat(player.messages).containsExactly("K1@0", "P2@40", "P3@79");
  }

  @Test
  void framesOfOneReadGoOutTogether() {
    Listener player = subscribe(home);
    source.onFrame(key(0, 1));
    source.onFrame(inter(40, 2));
    FakeLoop.runAll(home);
    assertThat(player.messages).isEmpty();
    source.onReadComplete();
    FakeLoop.runAll(home);

    assertThat(player.messages).containsExactly("K1@0", "P2@40");
    assertThat(flushes).containsExactly("2 to 1");
  }

  @Test
  void aNewcomerGetsHeadersAtTheTimeOfTheKeyFrameAndTheGopBehindThem() {
    meta(0, 9);
    feed(audioHeader(0, 1), videoHeader(0, 2), key(0, 3), inter(40, 4));
    feed(audio(5_000, 5), key(5_000, 6), audio(5_010, 7), inter(5_040, 8));
    Listener player = subscribe(away);

    assertThat(player.headers).containsExactly("D9@5000", "AH1@5000", "VH2@5000");
    assertThat(player.messages).containsExactly("K6@5000", "A7@5010", "P8@5040");
    feed(inter(5_080, 9));
    assertThat(player.messages).last().isEqualTo("P9@5080");
  }

  @Test
  void withoutAKeyFrameANewcomerGetsHeadersAtTheLastTime() {
    feed(videoHeader(0, 1), inter(700, 2));
    Listener player = subscribe(away);

    assertThat(player.headers).containsExactly("VH1@700");
    assertThat(player.messages).isEmpty();
  }

  @Test
  void beforeAnyFrameANewcomerGetsNothing() {
    Listener player = subscribe(away);
    assertThat(player.joins).isEqualTo(1);
    assertThat(player.headers).isEmpty();
  }

  @Test
  void headersThatWaitToBeSentDoNotComeTwice() {
    source.onMetadata(data(0, 1));
    source.onFrame(audioHeader(0, 2));
    source.onReadComplete();
    Listener player = subscribe(away);
    home.advance(50);
    FakeLoop.runAll(home, away);

    assertThat(player.headers).containsExactly("D1@0", "AH2@0");
    assertThat(player.messages).isEmpty();
  }

  @Test
  void aHeaderThatIsKnownIsNotSentAgain() {
    Listener player = subscribe(away);
    feed(videoHeader(0, 1), audioHeader(0, 2), key(0, 3));
    feed(videoHeader(9, 1), audioHeader(9, 2), key(9, 4));

    assertThat(player.messages).containsExactly("VH1@0", "AH2@0", "K3@0", "K4@9");
  }

  @Test
  void aNewVideoHeaderDropsTheGop() {
    Listener first = subscribe(away);
    feed(videoHeader(0, 1), key(0, 2), inter(40, 3));
    feed(videoHeader(80, 4));
    Listener second = subscribe(away);

    assertThat(first.messages).containsExactly("VH1@0", "K2@0", "P3@40", "VH4@80");
    assertThat(second.headers).containsExactly("VH4@80");
    assertThat(second.messages).isEmpty();
  }

  @Test
  void whatWasWaitingStandsBeforeANewVideoHeader() {
    Listener player = subscribe(away);
    feed(videoHeader(0, 1), key(0, 2));
    feed(inter(40, 3), videoHeader(80, 4), key(80, 5));

    assertThat(player.messages).endsWith("P3@40", "VH4@80", "K5@80");
    assertThat(subscribe(away).messages).containsExactly("K5@80");
  }

  @Test
  void headersThatFlapChangeOnceASecondAndTheirFramesWaitForThem() {
    Listener player = subscribe(away);
    feed(videoHeader(0, 1), key(0, 2));
    feed(videoHeader(40, 3), key(40, 4));
    feed(videoHeader(80, 5), key(80, 6), audio(90, 7), inter(120, 8));
    feed(videoHeader(160, 9), key(160, 10));
    home.advance(999);
    feed(key(1_100, 11));
    home.advance(1);
    feed(inter(1_140, 12));
    feed(key(1_180, 13), inter(1_220, 14));

    assertThat(player.messages)
        .containsExactly(
            "VH1@0", "K2@0", "VH3@40", "K4@40", "A7@90", "VH9@1180", "K13@1180", "P14@1220");
    assertThat(subscribe(away).headers).containsExactly("VH9@1180");
  }

  @Test
  void aHeaderThatFlapsBackIsNotSentAndVideoGoesOnAtAKeyFrame() {
    Listener player = subscribe(away);
    feed(audioHeader(0, 1), videoHeader(0, 2), key(0, 3), audioHeader(0, 4), videoHeader(0, 5));
    feed(videoHeader(40, 6), key(40, 7), videoHeader(80, 5), inter(80, 8), audioHeader(80, 9));
    home.advance(1_000);
    feed(audio(100, 10), inter(120, 11), key(160, 12));

    assertThat(player.messages).endsWith("AH4@0", "VH5@0", "AH9@100", "A10@100", "K12@160");
  }

  @Test
  void aHeaderThatIsRepeatedSoonAfterItChangedHoldsNothingUp() {
    Listener player = subscribe(away);
    feed(videoHeader(0, 1), key(0, 2), videoHeader(40, 3), key(40, 4));
    feed(videoHeader(80, 3), key(80, 5), inter(120, 6));
    assertThat(player.messages).endsWith("VH3@40", "K4@40", "K5@80", "P6@120");
  }

  @Test
  void keyFramesOfOtherTracksDoNotBeginAGop() {
    feed(videoHeader(0, 1), key(0, 2));
    feed(keyOfTrackOne(40, 3), inter(80, 4));

    assertThat(subscribe(away).messages).containsExactly("K2@0", "X3@40", "P4@80");
  }

  @Test
  void newMetadataReplacesTheOldAndMayBeTakenBack() {
    meta(0, 1);
    meta(5, 2);
    feed(key(10, 3));
    assertThat(subscribe(away).headers).containsExactly("D2@10");

    source.onMetadataCleared();
    assertThat(subscribe(away).headers).isEmpty();
  }

  @Test
  void otherDataIsSentAndNotKept() {
    Listener player = subscribe(away);
    feed(data(0, 1), key(0, 2));
    assertThat(player.messages).containsExactly("D1@0", "K2@0");
    assertThat(subscribe(away).headers).isEmpty();
  }

  @Test
  void noMoreHeadersAreKeptThanTracksAreAllowed() {
    for (int track = 0; track < 40; track++) {
      MediaFrame header = videoHeader(0, track);
      feed(new MediaFrame(header.kind(), 0, false, true, track, header.codec(), header.payload()));
    }
    assertThat(subscribe(away).headers).hasSize(16);
  }

  @Test
  void subscribersAreCountedAndTheLastOneIsTold() {
    List<String> idle = new ArrayList<>();
    stream.whenIdle(() -> idle.add("idle"));
    Listener listener = new Listener(away);
    Subscription first = stream.subscribe(listener);
    Subscription second = stream.subscribe(new Listener(home));
    FakeLoop.runAll(home, away);
    assertThat(stream.subscribers()).isEqualTo(2);

    first.cancel();
    first.cancel();
    FakeLoop.runAll(home, away);
    assertThat(stream.subscribers()).isEqualTo(1);
    assertThat(idle).isEmpty();
    second.cancel();
    FakeLoop.runAll(home, away);
    assertThat(stream.subscribers()).isZero();
    assertThat(idle).containsExactly("idle");

    feed(key(0, 1));
    assertThat(listener.messages).isEmpty();
    assertThat(flushes).containsExactly("1 to 0");
  }

  @Test
  void theEndComesAfterEverythingElse() {
    Listener player = subscribe(away);
    Listener other = subscribe(home);
    source.onFrame(audio(0, 1));
    stream.end();
    stream.end();
    FakeLoop.runAll(home, away);

    assertThat(player.messages).containsExactly("A1@0");
    assertThat(player.ends).isEqualTo(1);
    assertThat(other.ends).isEqualTo(1);
    assertThat(stream.subscribers()).isZero();
  }

  @Test
  void whoComesAMomentTooLateIsToldWhatTheOthersWere() {
    Listener player = subscribe(away);
    stream.letGo();
    Listener late = subscribe(home);

    for (Listener listener : List.of(player, late)) {
      assertThat(listener.moves).isEqualTo(1);
      assertThat(listener.ends).isZero();
    }
  }

  @Test
  void afterTheEndNothingIsTaken() {
    stream.end();
    feed(key(0, 1));
    meta(0, 2);
    Listener late = subscribe(away);

    assertThat(late.joins).isEqualTo(1);
    assertThat(late.ends).isEqualTo(1);
    assertThat(late.headers).isEmpty();
    assertThat(late.messages).isEmpty();
  }

  private void pass(long millis) {
    home.advance(millis);
    away.advance(millis);
    FakeLoop.runAll(home, away);
  }

  private Listener subscribe(FakeLoop loop) {
    Listener listener = new Listener(loop);
    listener.pace = pace;
    stream.subscribe(listener);
    FakeLoop.runAll(home, away);
    return listener;
  }

  private void feed(MediaFrame... frames) {
    for (MediaFrame frame : frames) {
      source.onFrame(frame);
    }
    source.onReadComplete();
    FakeLoop.runAll(home, away);
  }

  private void meta(long time, int number) {
    source.onMetadata(data(time, number));
    source.onReadComplete();
    home.advance(50);
    FakeLoop.runAll(home, away);
  }
}
