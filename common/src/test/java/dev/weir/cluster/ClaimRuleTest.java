package dev.weir.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.StreamKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimRuleTest {
  private static StreamRecord record(String origin, int priority, long epoch) {
    return new StreamRecord(
        new StreamKey("live", "demo"), origin, "10.0.0.1", 1935, priority, epoch, 0);
  }

  @ParameterizedTest
  @CsvSource({
    // winner             loser
    "a, 1, 10,            b, 0, 99", // priority before epoch
    "a, 0, -1,            b, -1, 5", // priorities may be negative
    "a, 0, 11,            b, 0, 10", // then epoch
    "b, 0, 10,            a, 0, 10", // then origin id
    "origin-2, 0, 10,     origin-10, 0, 10", // which is compared as text
  })
  void thereIsOneWinnerWhicheverWayRoundTheyMeet(
      String a, int priorityA, long epochA, String b, int priorityB, long epochB) {
    StreamRecord winner = record(a, priorityA, Math.max(0, epochA));
    StreamRecord loser = record(b, priorityB, epochB);

    assertThat(winner.outranks(loser)).isTrue();
    assertThat(loser.outranks(winner)).isFalse();
    assertThat(winner.outranks(winner)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    // challenger, holder, may take
    "a, 0, b, 0, false",
    "a, 1, b, 0, true",
    "a, 0, b, 1, false",
    "a, -1, b, -2, true",
    "a, 0, a, 0, true",
    "a, 0, a, 5, true",
  })
  void onlyItselfOrAHigherPriorityTakesAStream(
      String challenger, int priority, String holder, int held, boolean taken) {
    // Whatever the epochs: a newer claim alone is no reason.
    assertThat(ClaimRule.mayTake(record(challenger, priority, 99), record(holder, held, 10)))
        .isEqualTo(taken);
    assertThat(ClaimRule.mayTake(record(challenger, priority, 10), record(holder, held, 99)))
        .isEqualTo(taken);
  }

  @Test
  void anybodyTakesAStreamWhosePublisherIsAbsent() {
    StreamRecord holder = record("b", 9, 99).withAbsent(true);

    assertThat(ClaimRule.mayTake(record("a", 0, 10), holder)).isTrue();
    assertThat(ClaimRule.mayTake(record("a", 0, 10), holder.withAbsent(false))).isFalse();
  }

  @Test
  void aPublisherThatIsThereStandsWhateverThePrioritiesAndEpochs() {
    StreamRecord present = record("a", 1, 10);
    StreamRecord absent = record("b", 1, 11).withAbsent(true);

    assertThat(present.outranks(absent)).isTrue();
    assertThat(absent.outranks(present)).isFalse();
    assertThat(present.outranks(absent.withPriority(2))).isTrue();
    assertThat(absent.withPriority(2).outranks(absent.withPriority(1))).isTrue();
  }

  @Test
  void aClaimStaysTheSameWhateverItsOwnerSaysOfIt() {
    StreamRecord claim = record("a", 1, 10);

    assertThat(claim.withAbsent(true).withPriority(7).isSameClaim(claim)).isTrue();
    assertThat(claim.isSameClaim(record("a", 1, 11))).isFalse();
    assertThat(claim.isSameClaim(record("b", 1, 10))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1000, 1000", // first claim: the clock
    "1000, 2000, 2000",
    "2000, 2000, 2001", // same millisecond
    "5000, 2000, 5001", // a clock that lags
    "9007199254740991, 1, 9007199254740991", // the end of the numbers
  })
  void epochsGrow(long previous, long proposed, long next) {
    assertThat(ClaimRule.nextEpoch(previous, proposed)).isEqualTo(next);
  }

  @Test
  void theWinnerOfManyDoesNotDependOnTheOrderTheyMeetIn() {
    List<StreamRecord> claims = new ArrayList<>();
    for (int i = 0; i < 27; i++) {
      claims.add(record("abc".substring(i % 3, i % 3 + 1), i / 3 % 3, i / 9));
    }
    StreamRecord winner = record("c", 2, 2);

    Random order = new Random(42);
    for (int round = 0; round < 100; round++) {
      Collections.shuffle(claims, order);
      assertThat(claims.stream().map(StreamRecord::toJson).reduce(HazelcastClaimMerge::keep))
          .contains(winner.toJson());
    }
  }

  @Test
  void ofAClaimAndOneGivenUpAMergeKeepsTheLater() {
    String claim = record("a", 9, 10).toJson();
    for (long ended : new long[] {9, 10, 11}) {
      String released = StoredClaim.released(record("b", 0, ended));
      String later = ended < 10 ? claim : released;

      assertThat(HazelcastClaimMerge.keep(claim, released)).isEqualTo(later);
      assertThat(HazelcastClaimMerge.keep(released, claim)).isEqualTo(later);
    }
  }

  @Test
  void aMergeKeepsWhatIsThereWhenItCannotReadOneOfTheTwo() {
    String readable = record("a", 0, 1).toJson();
    String newer = "{\"v\":2}";

    assertThat(HazelcastClaimMerge.keep(readable, newer)).isEqualTo(newer);
    assertThat(HazelcastClaimMerge.keep(newer, readable)).isEqualTo(readable);
    assertThat(HazelcastClaimMerge.keep(newer, null)).isEqualTo(newer);
    assertThat(HazelcastClaimMerge.keep(readable, readable)).isEqualTo(readable);
  }
}
