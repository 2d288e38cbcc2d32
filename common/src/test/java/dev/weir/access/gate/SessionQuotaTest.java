package dev.weir.access.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessLimits;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.AccessRequest.Action;
import dev.weir.stream.StreamKey;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionQuotaTest {
  private static final AccessDecision NOBODY = AccessDecision.allowed(100, "same for all");
  private static final AccessDecision ANNA = AccessDecision.allowed(100, "anna").by("key:a");
  private static final AccessDecision BEN = AccessDecision.allowed(100, "ben").by("key:b");

  private final SessionQuota quota = new SessionQuota(new GateLimits(0, Duration.ZERO, 2, 3, 2));

  /** Whatever a test left open. */
  private Runnable cleaning = () -> {};

  @AfterEach
  void nothingIsLeftWhenAllAreGone() {
    cleaning.run();
    assertThat(quota.taken()).isZero();
  }

  @Test
  void aCredentialPublishesSoManyStreams() {
    enter(Action.PUBLISH, "one", ANNA);
    enter(Action.PUBLISH, "two", ANNA);
    assertThat(refused(Action.PUBLISH, "three", ANNA)).isEqualTo(AccessRefusal.LIMIT);
    enter(Action.PUBLISH, "three", BEN);
    // Its own stream it may take over, and the first to go leaves the place to the second.
    Runnable again = enter(Action.PUBLISH, "one", ANNA);
    again.run();
    assertThat(refused(Action.PUBLISH, "three", ANNA)).isEqualTo(AccessRefusal.LIMIT);
  }

  @Test
  void aPlaceThatIsGivenBackIsFree() {
    enter(Action.PUBLISH, "one", ANNA);
    Runnable two = enter(Action.PUBLISH, "two", ANNA);
    two.run();
    enter(Action.PUBLISH, "three", ANNA);
  }

  @Test
  void aCredentialsOwnLimitCountsBeforeThatOfAll() {
    AccessDecision wide = BEN.within(new AccessLimits(3, 3, 0));
    enter(Action.PUBLISH, "one", wide);
    enter(Action.PUBLISH, "two", wide);
    enter(Action.PUBLISH, "three", wide);
    assertThat(refused(Action.PUBLISH, "four", wide)).isEqualTo(AccessRefusal.LIMIT);

    AccessDecision narrow = ANNA.within(new AccessLimits(1, 0, 0));
    enter(Action.PLAY, "one", narrow);
    assertThat(refused(Action.PLAY, "two", narrow)).isEqualTo(AccessRefusal.LIMIT);
  }

  @Test
  void aStreamHasSoManyViewersWhoeverTheyAre() {
    enter(Action.PLAY, "one", NOBODY);
    enter(Action.PLAY, "one", ANNA);
    enter(Action.PLAY, "one", BEN);
    assertThat(refused(Action.PLAY, "one", NOBODY)).isEqualTo(AccessRefusal.LIMIT);
    enter(Action.PLAY, "two", NOBODY);
  }

  @Test
  void aCredentialWatchesSoManyTimes() {
    enter(Action.PLAY, "one", ANNA);
    enter(Action.PLAY, "two", ANNA);
    assertThat(refused(Action.PLAY, "three", ANNA)).isEqualTo(AccessRefusal.LIMIT);
    // Whom that refused took no place of the stream's.
    enter(Action.PLAY, "three", NOBODY);
    enter(Action.PLAY, "three", NOBODY);
    enter(Action.PLAY, "three", NOBODY);
  }

  @Test
  void whoCameWithoutACredentialIsNobodyInParticular() {
    for (int i = 0; i < 20; i++) {
      enter(Action.PUBLISH, "stream" + i, NOBODY);
    }
  }

  @Test
  void theStreamThatIsMeantCountsWhateverNameWasSent() {
    AccessDecision meant = NOBODY.forStream(new StreamKey("live", "one"));
    enter(Action.PLAY, "sk_live_a", meant);
    enter(Action.PLAY, "sk_live_b", meant);
    enter(Action.PLAY, "sk_live_c", meant);
    assertThat(refused(Action.PLAY, "one", NOBODY)).isEqualTo(AccessRefusal.LIMIT);
  }

  private Runnable enter(Action action, String name, AccessDecision decision) {
    AccessRequest request = request(action, name);
    assertThat(quota.enter(request, decision)).isEmpty();
    boolean[] gone = {false};
    Runnable leave =
        () -> {
          if (!gone[0]) {
            gone[0] = true;
            quota.leave(request, decision);
          }
        };
    Runnable before = cleaning;
    cleaning =
        () -> {
          before.run();
          leave.run();
        };
    return leave;
  }

  private AccessRefusal refused(Action action, String name, AccessDecision decision) {
    Optional<AccessDecision> refusal = quota.enter(request(action, name), decision);
    return refusal.orElseThrow().cause();
  }

  private static AccessRequest request(Action action, String name) {
    return new AccessRequest(action, new StreamKey("live", name), Map.of(), "192.0.2.1");
  }
}
