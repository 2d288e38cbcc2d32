package dev.weir.stream;

import static dev.weir.stream.Frames.audio;
import static dev.weir.stream.Frames.audioHeader;
import static dev.weir.stream.Frames.batch;
import static dev.weir.stream.Frames.data;
import static dev.weir.stream.Frames.inter;
import static dev.weir.stream.Frames.key;
import static dev.weir.stream.Frames.videoHeader;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.media.MediaFrame;
import org.junit.jupiter.api.Test;

class PlayerGateTest {
  private static final long SOFT = 1_000;
  private static final long HARD = 2_000;
  private static final long SECOND = 1_000_000_000L;

  private final PlayerGate gate = new PlayerGate(PlayerLimits.of(SOFT, 3_000, 10_000));

  @Test
  void withAGopEverythingPassesWhole() {
    gate.joined(500, 0, true, 0);
    assertThat(pass(0, key(0, 1))).isEqualTo("whole");
    assertThat(pass(SOFT, inter(0, 1), audio(0, 1))).isEqualTo("whole");
  }

  @Test
  void withoutAGopVideoWaitsForAKeyFrame() {
    gate.joined(0, 0, false, 0);
    assertThat(pass(0, inter(0, 1), audio(0, 2), videoHeader(0, 3), data(0, 4))).isEqualTo("-AHD");
    assertThat(pass(0, inter(0, 1), key(0, 2), inter(0, 3))).isEqualTo("-VV");
    assertThat(pass(0, inter(0, 1))).isEqualTo("whole");
  }

  @Test
  void behindTheSoftLimitVideoIsLeftOutToTheNextKeyFrameAfterRecovery() {
    open();
    assertThat(pass(SOFT + 1, inter(0, 1), audio(0, 2), key(0, 3))).isEqualTo("-A-");
    assertThat(gate.isSkipping()).isTrue();
    assertThat(pass(SOFT, key(0, 1), audio(0, 2))).isEqualTo("-A");
    assertThat(pass(SOFT / 4 + 1, key(0, 1))).isEqualTo("-");
    assertThat(pass(SOFT / 4, inter(0, 1), audio(0, 2))).isEqualTo("-A");
    assertThat(gate.isSkipping()).isFalse();
    assertThat(pass(0, inter(0, 1), key(0, 2), inter(0, 3))).isEqualTo("-VV");
    assertThat(pass(0, inter(0, 1))).isEqualTo("whole");
  }

  @Test
  void behindTheHardLimitOnlyHeadersPass() {
    open();
    assertThat(
            pass(
                HARD + 1, audio(0, 1), key(0, 2), data(0, 3), videoHeader(0, 4), audioHeader(0, 5)))
        .isEqualTo("---HH");
    assertThat(pass(HARD, audio(0, 1))).isEqualTo("A");
  }

  @Test
  void aKeyFrameDoesNotOpenTheGateOfAPlayerThatIsBehind() {
    gate.joined(0, 0, false, 0);
    assertThat(pass(SOFT + 1, key(0, 1))).isEqualTo("-");
    assertThat(gate.isSkipping()).isTrue();
  }

  @Test
  void theJoinBurstMayStandInTheQueueAboveTheLimits() {
    gate.joined(5_000, 0, true, 5_000);
    assertThat(pass(5_000, inter(0, 1))).isEqualTo("whole");
    assertThat(pass(5_000 + SOFT, inter(0, 1))).isEqualTo("whole");
    assertThat(pass(5_000 + SOFT + 1, inter(0, 1))).isEqualTo("-");
  }

  @Test
  void onceItIsSentTheLimitsHold() {
    gate.joined(5_000, 0, true, 5_000);
    assertThat(pass(SOFT, inter(0, 1))).isEqualTo("whole");
    assertThat(pass(SOFT + 1, inter(0, 1))).isEqualTo("-");
  }

  @Test
  void mediaTimeCountsAsBytesDo() {
    open();
    gate.wrote(100, 0, 100);
    gate.wrote(100, 3_000, 200);
    assertThat(gate.lagMillis(200)).isEqualTo(3_000);
    assertThat(pass(200, inter(0, 1))).isEqualTo("whole");
    gate.wrote(100, 3_001, 300);
    assertThat(pass(300, inter(0, 1))).isEqualTo("-");
    assertThat(pass(0, inter(0, 1))).isEqualTo("-");
    assertThat(gate.isSkipping()).isFalse();
  }

  @Test
  void aPlayerMayDoWithoutAudio() {
    open();
    gate.wantAudio(false);
    assertThat(pass(0, inter(0, 1), audio(0, 2), audioHeader(0, 3), data(0, 4))).isEqualTo("V-HD");
    gate.wantAudio(true);
    assertThat(pass(0, inter(0, 1))).isEqualTo("whole");
  }

  @Test
  void aPlayerMayDoWithoutVideoAndBeginsAgainAtAKeyFrame() {
    open();
    gate.wantVideo(false);
    assertThat(pass(0, key(0, 1), audio(0, 2), videoHeader(0, 3))).isEqualTo("-AH");
    gate.wantVideo(true);
    assertThat(pass(0, inter(0, 1), key(0, 2), inter(0, 3))).isEqualTo("-VV");
  }

  @Test
  void withoutProgressForTenSecondsItIsStalled() {
    open();
    gate.wrote(500, 0, 500);
    assertThat(gate.isStalled(500, 0)).isFalse();
    gate.wrote(100, 0, 600);
    assertThat(gate.isStalled(600, 10 * SECOND - SECOND / 2 - 1)).isFalse();
    assertThat(gate.isStalled(600, 10 * SECOND - SECOND / 2)).isTrue();
  }

  @Test
  void progressCountsFromWhenItWasMadeAndNotFromWhenItWasAskedFor() {
    open();
    gate.wrote(600, 0, 600);
    gate.watch(600, 0);
    gate.wrote(100, 0, 300);
    gate.watch(300, SECOND / 10);
    assertThat(gate.isStalled(300, SECOND)).isFalse();
    assertThat(gate.isStalled(300, 9 * SECOND)).isFalse();
    assertThat(gate.isStalled(300, 10 * SECOND)).isTrue();
  }

  @Test
  void whatWaitsAfterAllWasSentHasTenSecondsOfItsOwn() {
    open();
    gate.wrote(500, 0, 500);
    gate.watch(500, 0);
    gate.wrote(100, 0, 0);
    gate.wrote(100, 0, 100);
    gate.watch(100, 9 * SECOND);
    assertThat(gate.isStalled(100, 18 * SECOND)).isFalse();
    assertThat(gate.isStalled(100, 19 * SECOND)).isTrue();
  }

  @Test
  void progressStartsTheTenSecondsAgain() {
    open();
    gate.wrote(500, 0, 500);
    assertThat(gate.isStalled(500, 0)).isFalse();
    assertThat(gate.isStalled(250, 9 * SECOND)).isFalse();
    assertThat(gate.isStalled(250, 18 * SECOND)).isFalse();
    assertThat(gate.isStalled(250, 19 * SECOND)).isTrue();
  }

  @Test
  void aByteNowAndThenIsNoProgress() {
    open();
    gate.wrote(500, 0, 500);
    assertThat(gate.isStalled(500, 0)).isFalse();
    for (int second = 1; second < 10; second++) {
      assertThat(gate.isStalled(500 - second, second * SECOND)).isFalse();
    }
    assertThat(gate.isStalled(490, 10 * SECOND)).isTrue();
  }

  @Test
  void whatAQueueCountsForItsEntriesIsNoProgress() {
    open();
    gate.wrote(500, 0, 600);
    assertThat(gate.isStalled(600, 0)).isFalse();
    for (int second = 1; second < 10; second++) {
      gate.wrote(10, 0, 600 + 106 * second);
      assertThat(gate.isStalled(600 + 106 * second, second * SECOND)).isFalse();
    }
    assertThat(gate.isStalled(600 + 106 * 9, 10 * SECOND)).isTrue();
  }

  @Test
  void aPlayerOnHalfTheBitrateIsSkippedBeforeItsQueueTakesTooLong() {
    PlayerGate slow = new PlayerGate(PlayerLimits.of(1 << 20, 1_500, 10_000));
    slow.joined(0, 0, true, 0);
    long unsent = 0;
    long worst = 0;
    for (int millis = 40; millis <= 20_000; millis += 40) {
      unsent = Math.max(0, unsent - 40 * 60);
      EncodedBatch batch = batch(millis % 2_000 == 0 ? key(millis, 1) : inter(millis, 1));
      if (slow.admits(unsent) || slow.admits(batch, 0)) {
        unsent += 40 * 120;
        slow.wrote(40 * 120, millis, unsent);
        worst = Math.max(worst, unsent / 60);
      }
      batch.release();
    }
    assertThat(worst).as("milliseconds until the last byte is out").isBetween(1_000L, 1_800L);
  }

  @Test
  void aPauseOfTheLinkThatIsMadeUpForAtOnceSkipsNothing() {
    PlayerGate gate = new PlayerGate(PlayerLimits.of(1 << 20, 1_500, 10_000));
    gate.joined(0, 0, true, 0);
    for (int millis = 40; millis <= 700; millis += 40) {
      assertThat(gate.admits(120L * millis)).isTrue();
      gate.wrote(40 * 120, millis, 120L * millis);
    }
    assertThat(gate.admits(0)).isTrue();
  }

  @Test
  void withNothingToSendNobodyIsStalled() {
    open();
    assertThat(gate.isStalled(0, 0)).isFalse();
    assertThat(gate.isStalled(0, 3_600 * SECOND)).isFalse();
    gate.wrote(500, 0, 500);
    assertThat(gate.isStalled(500, 3_601 * SECOND)).isFalse();
  }

  @Test
  void headersAloneCannotGrowTheQueueForEver() {
    open();
    gate.wrote(2 * HARD + 1, 0, 2 * HARD + 1);
    assertThat(gate.isStalled(2 * HARD + 1, 0)).isTrue();
  }

  private void open() {
    gate.joined(0, 0, true, 0);
  }

  /** A letter for each message that passes (audio, video, header, data), a dash for others. */
  private String pass(long unsent, MediaFrame... frames) {
    EncodedBatch batch = batch(frames);
    try {
      if (gate.admits(unsent)) {
        return "whole";
      }
      StringBuilder passed = new StringBuilder();
      for (int i = 0; i < batch.count(); i++) {
        boolean admitted = gate.admits(batch, i);
        String letter =
            batch.isHeader(i) ? "H" : batch.isData(i) ? "D" : batch.isVideo(i) ? "V" : "A";
        passed.append(admitted ? letter : "-");
      }
      return passed.toString();
    } finally {
      batch.release();
    }
  }
}
