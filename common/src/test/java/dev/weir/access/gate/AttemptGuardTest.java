package dev.weir.access.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessPolicy;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.AccessRequest.Action;
import dev.weir.access.AdobeUser;
import dev.weir.access.ConnectAnswer;
import dev.weir.access.ConnectAttempt;
import dev.weir.stream.StreamKey;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AttemptGuardTest {
  private static final String GUESSER = "203.0.113.66";
  private static final String ELSEWHERE = "198.51.100.1";
  private static final AccessDecision YES = AccessDecision.allowed(100, "anna").by("key:a");
  private static final AccessDecision WRONG =
      AccessDecision.refused(AccessRefusal.WRONG_CREDENTIALS, "Wrong.");

  private final Keys keys = new Keys();
  private final Queue<Runnable> held = new ArrayDeque<>();
  private long nowNanos;
  private int bans;
  private final AttemptGuard guard =
      new AttemptGuard(keys, 10, Duration.ofMinutes(5), () -> bans++, held::add, () -> nowNanos);

  @Test
  void aHundredThousandGuessesCostFewerThanAHundredChecks() {
    for (int i = 0; i < 100_000; i++) {
      CompletableFuture<AccessDecision> answer = publish(GUESSER, "guess" + i);
      // Late, as long as there is room for answers that wait.
      assertThat(answer.isDone()).isEqualTo(held.size() == 1_000 && i >= 1_000);
      // A thousand a second, for a hundred seconds.
      nowNanos += TimeUnit.MILLISECONDS.toNanos(1);
    }
    assertThat(keys.checks).isEqualTo(10);
    assertThat(bans).isEqualTo(1);
  }

  @Test
  void overHoursTheyCostHardlyMore() {
    for (int i = 0; i < 100_000; i++) {
      publish(GUESSER, "guess" + i);
      release();
      nowNanos += TimeUnit.MILLISECONDS.toNanos(100);
    }
    // 100,000 guesses in 2.8 hours: ten, and then two in five minutes.
    assertThat(keys.checks).isLessThan(100);
  }

  @Test
  void theRightOneGetsInFromAnywhereElse() {
    guessTooOften();
    assertThat(publish(ELSEWHERE, "right")).isCompletedWithValue(YES);
  }

  @Test
  void whoWasRightBeforeGetsInFromTheSameAddress() {
    assertThat(publish(GUESSER, "right")).isCompletedWithValue(YES);
    guessTooOften();
    assertThat(publish(GUESSER, "right")).isCompletedWithValue(YES);
  }

  @Test
  void aRandomKeyThatWorkedElsewhereIsNoGuessEither() {
    String random = "sk_live_" + "a2".repeat(16);
    keys.random = random;
    guessTooOften();
    assertThat(publish(ELSEWHERE, random)).isCompletedWithValue(YES);
    assertThat(publish(GUESSER, random)).isCompletedWithValue(YES);
  }

  @Test
  void aWeakKeyThatSomebodyElseUsesCannotBeFoundOutByTryingOn() {
    assertThat(publish(ELSEWHERE, "right")).isCompletedWithValue(YES);
    guessTooOften();
    int before = keys.checks;
    CompletableFuture<AccessDecision> guessed = publish(GUESSER, "right");
    release();
    assertThat(guessed.join().cause()).isEqualTo(AccessRefusal.TOO_MANY_ATTEMPTS);
    assertThat(keys.checks).isEqualTo(before);
    assertThat(publish(ELSEWHERE, "right")).isCompletedWithValue(YES);
  }

  @Test
  void whoWasNeverSeenHasToWaitThereUntilTheBanIsOver() {
    guessTooOften();
    CompletableFuture<AccessDecision> answer = publish(GUESSER, "right");
    release();
    assertThat(answer.join().cause()).isEqualTo(AccessRefusal.TOO_MANY_ATTEMPTS);

    nowNanos += TimeUnit.MINUTES.toNanos(5);
    assertThat(publish(GUESSER, "right")).isCompletedWithValue(YES);
  }

  @Test
  void aKeyThatWasTakenBackIsForgotten() {
    publish(GUESSER, "right");
    guessTooOften();
    keys.revoked = true;
    int before = keys.checks;
    publish(GUESSER, "right");
    publish(GUESSER, "right");
    publish(GUESSER, "right");
    assertThat(keys.checks).isEqualTo(before + 1);
  }

  @Test
  void anOutageMakesNobodyForgotten() {
    publish(GUESSER, "right");
    guessTooOften();
    keys.pending = new ArrayList<>();
    CompletableFuture<AccessDecision> meanwhile = publish(GUESSER, "right");
    keys.pending.get(0).complete(AccessDecision.unavailable());
    assertThat(meanwhile.join().cause()).isEqualTo(AccessRefusal.UNAVAILABLE);
    keys.pending = null;
    assertThat(publish(GUESSER, "right")).isCompletedWithValue(YES);
  }

  @Test
  void checksThatAreUnderWayCountAsGuesses() {
    keys.pending = new ArrayList<>();
    List<CompletableFuture<AccessDecision>> answers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      answers.add(publish(GUESSER, "guess" + i));
    }
    assertThat(keys.checks).isEqualTo(10);
    for (int i = 0; i < 10; i++) {
      keys.pending.get(i).complete(WRONG);
    }
    release();
    assertThat(keys.checks).isEqualTo(10);
    assertThat(answers).allMatch(CompletableFuture::isDone);
    assertThat(answers.subList(10, 2_000))
        .allMatch(answer -> answer.join().cause() == AccessRefusal.TOO_MANY_ATTEMPTS);
  }

  @Test
  void aCrowdOfViewersThatAreAllRightComesInOneAfterAnother() {
    keys.pending = new ArrayList<>();
    List<CompletableFuture<AccessDecision>> answers = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      answers.add(publish(GUESSER, "right" + i));
    }
    for (int i = 0; i < keys.pending.size(); i++) {
      keys.pending.get(i).complete(YES);
    }
    assertThat(answers).allMatch(answer -> answer.join().allowed());
    assertThat(guard.watched()).isZero();
  }

  @Test
  void aCrowdBehindAPolicyThatFailsAtOnceNeedsNoDeepStack() {
    keys.pending = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      publish(GUESSER, "first" + i);
    }
    List<CompletableFuture<AccessDecision>> answers = new ArrayList<>();
    for (int i = 0; i < 9_000; i++) {
      answers.add(publish(GUESSER, "right" + i));
    }
    List<CompletableFuture<AccessDecision>> first = keys.pending;
    keys.pending = null;
    first.forEach(check -> check.complete(YES));
    assertThat(answers).allMatch(answer -> answer.join().allowed());
  }

  @Test
  void tenAMinuteAreForgiven() {
    for (int i = 0; i < 100; i++) {
      publish(GUESSER, "guess" + i);
      nowNanos += TimeUnit.SECONDS.toNanos(7);
    }
    assertThat(keys.checks).isEqualTo(100);
    assertThat(bans).isZero();
  }

  @Test
  void viewersWithoutCredentialsAreNotPunishedForGuessers() {
    guessTooOften();
    keys.bareAnswer = AccessDecision.allowed(100, "");
    CompletableFuture<AccessDecision> viewer =
        guard.decide(request(Action.PLAY, GUESSER, Map.of())).toCompletableFuture();
    assertThat(viewer.join().allowed()).isTrue();
  }

  @Test
  void whoGuessesNamesIsBannedForThatToo() {
    keys.bareAnswer = AccessDecision.refused(AccessRefusal.WEBHOOK, "No.");
    for (int i = 0; i < 1_000; i++) {
      AccessRequest guess =
          new AccessRequest(Action.PLAY, new StreamKey("live", "n" + i), Map.of(), GUESSER);
      guard.decide(guess);
    }
    assertThat(keys.checks).isEqualTo(10);
  }

  @Test
  void othersFailuresAreTheirOwn() {
    for (int i = 0; i < 20_000; i++) {
      publish("10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), "guess");
    }
    assertThat(keys.checks).isEqualTo(20_000);
    assertThat(guard.watched()).isLessThanOrEqualTo(10_000);
  }

  @Test
  void adobesSchemeIsGuardedAtConnect() {
    for (int i = 0; i < 1_000; i++) {
      guard.connect(adobe("anna", "bad"));
    }
    assertThat(keys.checks).isEqualTo(10);
    assertThat(guard.connect(adobe("anna", "good")).cause())
        .isEqualTo(AccessRefusal.TOO_MANY_ATTEMPTS);
    assertThat(guard.connect(new ConnectAttempt("live", Map.of(), GUESSER, true)))
        .isEqualTo(ConnectAnswer.PASS);
  }

  @Test
  void whoConnectedBeforeMayDoSoAgainAndGuessersForHimCostLittle() {
    assertThat(guard.connect(adobe("anna", "good")).accepted()).isTrue();
    for (int i = 0; i < 1_000; i++) {
      guard.connect(adobe("ben", "bad"));
    }
    assertThat(guard.connect(adobe("anna", "good")).accepted()).isTrue();
    int before = keys.checks;
    for (int i = 0; i < 100_000; i++) {
      guard.connect(adobe("anna", "bad"));
    }
    assertThat(keys.checks - before).isLessThan(60);
  }

  private void guessTooOften() {
    for (int i = 0; i < 30; i++) {
      publish(GUESSER, "guess" + i);
    }
    assertThat(bans).isEqualTo(1);
  }

  private void release() {
    while (!held.isEmpty()) {
      held.remove().run();
    }
  }

  private CompletableFuture<AccessDecision> publish(String from, String key) {
    return guard.decide(request(Action.PUBLISH, from, Map.of("key", key))).toCompletableFuture();
  }

  private static AccessRequest request(Action action, String from, Map<String, String> parameters) {
    return new AccessRequest(action, new StreamKey("live", "show"), parameters, from);
  }

  private static ConnectAttempt adobe(String user, String response) {
    return new ConnectAttempt(
        "live", Map.of("authmod", "adobe", "user", user, "response", response), GUESSER, true);
  }

  /** Counts what is asked of it. */
  private static final class Keys implements AccessPolicy {
    private int checks;
    private boolean revoked;
    private String random = "";
    private AccessDecision bareAnswer;
    private List<CompletableFuture<AccessDecision>> pending;

    @Override
    public CompletionStage<AccessDecision> decide(AccessRequest request) {
      checks++;
      if (pending != null) {
        CompletableFuture<AccessDecision> answer = new CompletableFuture<>();
        pending.add(answer);
        return answer;
      }
      if (request.parameters().isEmpty()) {
        return CompletableFuture.completedStage(bareAnswer);
      }
      String shown = request.parameters().get("key");
      boolean right = shown.startsWith("right") || shown.equals(random);
      AccessDecision no =
          revoked ? AccessDecision.refused(AccessRefusal.REVOKED, "Taken back.") : WRONG;
      return CompletableFuture.completedStage(right && !revoked ? YES : no);
    }

    @Override
    public ConnectAnswer connect(ConnectAttempt attempt) {
      if (attempt.parameters().isEmpty()) {
        return ConnectAnswer.PASS;
      }
      checks++;
      return attempt.parameters().get("response").equals("good")
          ? ConnectAnswer.known(new AdobeUser(attempt.parameters().get("user")))
          : ConnectAnswer.refused(AccessRefusal.WRONG_CREDENTIALS, "Wrong.");
    }
  }
}
