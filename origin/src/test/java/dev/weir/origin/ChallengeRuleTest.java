package dev.weir.origin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChallengeRuleTest {
  @ParameterizedTest
  @CsvSource({
    // incumbent's liveness, priority, standbys; who asks: identity, priority; verdict
    // the same encoder again
    "SENDING, 100, 0, me, 100, CHALLENGE",
    "SILENT,  100, 0, me, 100, ACCEPT",
    "NEW,     100, 0, me, 100, REFUSE",
    // somebody else
    "SENDING, 100, 0, other, 100, REFUSE",
    "SILENT,  100, 0, other, 100, REFUSE",
    "NEW,     100, 0, other, 100, REFUSE",
    // a primary over its backup, whoever it is
    "SENDING, 50,  0, me,    100, ACCEPT",
    "SENDING, 50,  0, other, 100, ACCEPT",
    "NEW,     50,  2, other, 100, ACCEPT",
    // a backup behind its primary
    "SENDING, 100, 0, me,    50, STANDBY",
    "SENDING, 100, 1, other, 50, STANDBY",
    "SENDING, 100, 2, other, 50, REFUSE",
    "SILENT,  100, 0, other, 50, STANDBY",
  })
  void whatHappensToAChallenger(
      Liveness liveness,
      int held,
      int standbys,
      String identity,
      int priority,
      ChallengeRule.Verdict verdict) {
    ChallengeRule.Incumbent incumbent = new ChallengeRule.Incumbent("me", held, liveness);

    assertThat(ChallengeRule.decide(incumbent, standbys, identity, priority)).isEqualTo(verdict);
  }

  @Test
  void whoeverComesGetsAStreamThatWaitsForAPublisher() {
    assertThat(ChallengeRule.decide(null, 2, "other", 0)).isEqualTo(ChallengeRule.Verdict.ACCEPT);
  }
}
