package dev.weir.access.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessLimits;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AdobeUser;
import dev.weir.access.Ask;
import dev.weir.access.StreamKeyRecord;
import dev.weir.access.StreamKeySecret;
import dev.weir.access.StreamKeys;
import dev.weir.stream.StreamKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPolicyTest {
  private static final long NOW = 1_800_000_000_000L;
  private static final String GOOD = "sk_live_" + "a".repeat(32);
  private static final String TEAM = "sk_live_" + "b".repeat(32);
  private static final String OLD = "sk_live_" + "c".repeat(32);
  private static final String TAKEN_BACK = "sk_live_" + "d".repeat(32);

  private final List<StreamKeyRecord> records =
      new ArrayList<>(
          List.of(
              key("good", GOOD, Long.MAX_VALUE, false, "live/show"),
              key("team", TEAM, NOW + 1_000, false, "live/team-*", "live/one", "live/two"),
              key("old", OLD, NOW, false, "live/show"),
              key("back", TAKEN_BACK, Long.MAX_VALUE, true, "live/show")));
  private long now = NOW;

  private static StreamKeyRecord key(
      String id, String secret, long until, boolean revoked, String... names) {
    return new StreamKeyRecord(
        id,
        StreamKeySecret.hash(secret),
        "",
        "",
        "",
        until,
        List.of(names),
        200,
        10,
        1,
        5_000_000,
        revoked);
  }

  private KeyPolicy policy() {
    return new KeyPolicy(new MemoryStreamKeys(records, StreamKeys.NONE), () -> now);
  }

  @ParameterizedTest
  @CsvSource({
    // OBS: in the query of the name, or in place of the name
    "live/show?key=GOOD, ALLOWED",
    "live/show?x=1&key=GOOD, ALLOWED",
    "live/GOOD, ALLOWED",
    "live/show?key=sk%5flive%5Faaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, ALLOWED",
    // user and pass, as MediaMTX has it
    "live/show?user=good&pass=GOOD, ALLOWED",
    "live/show?user=team&pass=GOOD, WRONG_CREDENTIALS",
    "live/show?user=nobody&pass=GOOD, WRONG_CREDENTIALS",
    "live/show?user=good&pass=, WRONG_CREDENTIALS",
    "live/show?user=good, NO_CREDENTIALS",
    // another stream, another application
    "live/other?key=GOOD, NOT_THIS_STREAM",
    "vod/show?key=GOOD, NOT_THIS_STREAM",
    "vod/GOOD, NOT_THIS_STREAM",
    "live/team-7?key=TEAM, ALLOWED",
    "live/TEAM, NOT_THIS_STREAM",
    // wrong by a little
    "live/show?key=sk_live_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab, WRONG_CREDENTIALS",
    "live/show?key=, WRONG_CREDENTIALS",
    "live/sk_live_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab, WRONG_CREDENTIALS",
    "live/sk_live_a, WRONG_CREDENTIALS",
    "live/show?KEY=GOOD, NO_CREDENTIALS",
    // its time
    "live/show?key=OLD, EXPIRED",
    "live/show?key=BACK, REVOKED",
    "live/BACK, REVOKED",
    // nothing
    "live/show, NO_CREDENTIALS",
    "live/show?token=x, NO_CREDENTIALS"
  })
  void decides(String name, String expected) {
    String written =
        name.replace("GOOD", GOOD)
            .replace("TEAM", TEAM)
            .replace("OLD", OLD)
            .replace("BACK", TAKEN_BACK);
    assertThat(Ask.publish(written).outcome(policy())).isEqualTo(expected);
  }

  @Test
  void aDecisionCarriesTheTermsOfTheKey() {
    AccessDecision decision = Ask.publish("live/team-1?key=" + TEAM).of(policy());

    assertThat(decision.priority()).isEqualTo(200);
    assertThat(decision.untilMillis()).isEqualTo(NOW + 1_000);
    assertThat(decision.limits()).isEqualTo(new AccessLimits(10, 1, 5_000_000));
    assertThat(decision.credential()).isEqualTo("key:team");
    assertThat(decision.key()).isEmpty();
    assertThat(decision.toString()).doesNotContain(TEAM);
  }

  @Test
  void theSecretAsTheNameStandsForTheStream() {
    AccessDecision decision = Ask.publish("live/" + GOOD).of(policy());

    assertThat(decision.key()).contains(new StreamKey("live", "show"));
    assertThat(decision.toString()).doesNotContain(GOOD);
  }

  @Test
  void whoProvedItAtConnectNeedsNoSecretAnyMore() {
    assertThat(
            Ask.outcome(
                policy()
                    .decide(Ask.publish("live/show").request(new AdobeUser("good")))
                    .toCompletableFuture()
                    .join()))
        .isEqualTo("ALLOWED");
    assertThat(
            Ask.outcome(
                policy()
                    .decide(Ask.publish("live/other").request(new AdobeUser("good")))
                    .toCompletableFuture()
                    .join()))
        .isEqualTo("NOT_THIS_STREAM");
  }

  @Test
  void expiresAtTheMillisecond() {
    now = NOW + 999;
    assertThat(Ask.publish("live/one?key=" + TEAM).outcome(policy())).isEqualTo("ALLOWED");
    now = NOW + 1_000;
    assertThat(Ask.publish("live/one?key=" + TEAM).outcome(policy())).isEqualTo("EXPIRED");
  }

  @Test
  void equalCredentialsHaveEqualIdentitiesHoweverTheyAreShown() {
    assertThat(Ask.publish("live/" + GOOD).of(policy()).identity())
        .isEqualTo(Ask.publish("live/show?user=good&pass=" + GOOD).of(policy()).identity())
        .isNotEqualTo(Ask.publish("live/one?key=" + TEAM).of(policy()).identity());
  }

  @Test
  void aSessionEndsWhenItsKeyIsRevokedExpiredNarrowedOrGone() {
    Ask ask = Ask.publish("live/show?key=" + GOOD);
    AccessDecision decision = ask.of(policy());
    assertThat(policy().recheck(ask.request(), decision)).isEmpty();

    records.set(0, key("good", GOOD, Long.MAX_VALUE, true, "live/show"));
    assertThat(cause(ask, decision)).isEqualTo(AccessRefusal.REVOKED);
    records.set(0, key("good", GOOD, NOW, false, "live/show"));
    assertThat(cause(ask, decision)).isEqualTo(AccessRefusal.EXPIRED);
    records.set(0, key("good", GOOD, Long.MAX_VALUE, false, "live/other"));
    assertThat(cause(ask, decision)).isEqualTo(AccessRefusal.NOT_THIS_STREAM);
    records.remove(0);
    assertThat(cause(ask, decision)).isEqualTo(AccessRefusal.REVOKED);
  }

  private AccessRefusal cause(Ask ask, AccessDecision decision) {
    return policy()
        .recheck(ask.request().settled(decision), decision)
        .map(AccessDecision::cause)
        .orElse(null);
  }
}
