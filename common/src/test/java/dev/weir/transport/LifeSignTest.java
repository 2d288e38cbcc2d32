package dev.weir.transport;

import static dev.weir.transport.LifeSign.Verdict.FINE;
import static dev.weir.transport.LifeSign.Verdict.GONE;
import static dev.weir.transport.LifeSign.Verdict.PING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LifeSignTest {
  private final LifeSign sign = new LifeSign(new PeerPatience(0, 20_000, 10_000), at(0));

  @Test
  void aPeerThatSendsIsNeverPinged() {
    for (int second = 1; second < 100; second++) {
      assertThat(sign.check(second, true, at(second))).isEqualTo(FINE);
    }
  }

  @Test
  void aQuietPeerIsPingedOnceAndEachAnswerStartsTheQuietAgain() {
    assertThat(sign.check(0, true, at(19))).isEqualTo(FINE);
    assertThat(sign.check(0, true, at(20))).isEqualTo(PING);
    assertThat(sign.check(0, true, at(29))).isEqualTo(FINE);
    assertThat(sign.check(18, true, at(29))).isEqualTo(FINE);
    assertThat(sign.check(18, true, at(48))).isEqualTo(FINE);
    assertThat(sign.check(18, true, at(49))).isEqualTo(PING);
  }

  @Test
  void aPeerThatAnsweredBeforeAndDoesNotIsGone() {
    assertThat(sign.check(0, true, at(20))).isEqualTo(PING);
    assertThat(sign.check(0, true, at(30))).isEqualTo(GONE);
  }

  @Test
  void aPeerThatNeverAnswersIsPingedAgainAndAgain() {
    assertThat(sign.check(0, false, at(20))).isEqualTo(PING);
    assertThat(sign.check(0, false, at(30))).isEqualTo(FINE);
    assertThat(sign.check(0, false, at(40))).isEqualTo(PING);
    assertThat(sign.check(0, false, at(60))).isEqualTo(PING);
  }

  private static long at(int seconds) {
    return Long.MAX_VALUE - 1_000 + TimeUnit.SECONDS.toNanos(seconds);
  }
}
