package dev.weir.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRefusal;
import dev.weir.access.Ask;
import dev.weir.access.JwtRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtPolicyTest {
  private static final JwtRules RULES =
      new JwtRules(
          Set.of("HS256", "RS256", "ES256", "ES384", "ES512"),
          Optional.of("https://issuer.example"),
          Optional.of("weir"),
          "",
          null,
          Duration.ofSeconds(30),
          Set.of());

  private long now = (Tokens.EXP - 60) * 1_000;
  private KeySet keys = parse(Tokens.keySet(Tokens.SHARED, Tokens.RSA, Tokens.EC));
  private Set<String> revoked = Set.of();
  private final JwtPolicy policy =
      new JwtPolicy(RULES, () -> keys, () -> revoked, Runnable::run, () -> now);

  /** What the JDK checks; a test beside this one has it done by native code. */
  KeySet parse(String json) {
    return KeySet.parse(json);
  }

  private static String rs(JWTClaimsSet.Builder claims) {
    return Tokens.token(Tokens.RSA, JWSAlgorithm.RS256, claims);
  }

  private String publish(String token) {
    return Ask.publish("live/show?token=" + token).outcome(policy);
  }

  @TestFactory
  Stream<DynamicTest> admitsWhatIsGenuine() {
    return Stream.of(
        row("RS256", rs(Tokens.claims()), "ALLOWED"),
        row("ES256", Tokens.token(Tokens.EC, JWSAlgorithm.ES256, Tokens.claims()), "ALLOWED"),
        row("HS256", Tokens.token(Tokens.SHARED, JWSAlgorithm.HS256, Tokens.claims()), "ALLOWED"),
        row(
            "patterns in a list",
            rs(Tokens.claims().claim("publish", List.of("x/y", "live/*"))),
            "ALLOWED"),
        row("several audiences", rs(Tokens.claims().audience(List.of("a", "weir"))), "ALLOWED"));
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatIsForged() {
    OctetSequenceKey publicKeyAsSecret =
        new OctetSequenceKey.Builder(
                Tokens.RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8))
            .keyID("rs")
            .build();
    JWSHeader critical =
        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rs").criticalParams(Set.of("x")).build();
    Map<String, String> unsigned =
        Map.of("none", new PlainJWT(Tokens.claims().build()).serialize());
    return Stream.of(
        row(
            "an algorithm that is not listed",
            Tokens.token(Tokens.RSA, JWSAlgorithm.RS512, Tokens.claims()),
            "WRONG_CREDENTIALS"),
        row("alg none", unsigned.get("none"), "WRONG_CREDENTIALS"),
        row("alg none with a signature", unsigned.get("none") + "AAAA", "WRONG_CREDENTIALS"),
        row(
            "a public key taken for a shared secret",
            Tokens.token(publicKeyAsSecret, JWSAlgorithm.HS256, Tokens.claims()),
            "WRONG_CREDENTIALS"),
        row(
            "a key that nobody knows",
            Tokens.token(Tokens.NEXT_RSA, JWSAlgorithm.RS256, Tokens.claims()),
            "WRONG_CREDENTIALS"),
        row(
            "a key of another id",
            Tokens.token(
                Tokens.NEXT_RSA,
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rs").build(),
                Tokens.claims()),
            "WRONG_CREDENTIALS"),
        row(
            "a key id that is a path",
            Tokens.token(
                Tokens.RSA,
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("../../etc/passwd").build(),
                Tokens.claims()),
            "WRONG_CREDENTIALS"),
        row(
            "no key id, and one key of its kind",
            Tokens.token(
                Tokens.RSA,
                new JWSHeader.Builder(JWSAlgorithm.RS256).type(JOSEObjectType.JWT).build(),
                Tokens.claims()),
            "ALLOWED"),
        row(
            "a header that has to be understood",
            Tokens.token(Tokens.RSA, critical, Tokens.claims()),
            "WRONG_CREDENTIALS"));
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatIsForSomethingElse() {
    Date later = new Date((Tokens.EXP + 3_600) * 1_000);
    return Stream.of(
        row(
            "another issuer",
            rs(Tokens.claims().issuer("https://evil.example")),
            "WRONG_CREDENTIALS"),
        row("no issuer", rs(Tokens.claims().issuer(null)), "WRONG_CREDENTIALS"),
        row("another audience", rs(Tokens.claims().audience("other")), "WRONG_CREDENTIALS"),
        row("no audience", rs(Tokens.claims().audience((String) null)), "WRONG_CREDENTIALS"),
        row("no expiry", rs(Tokens.claims().expirationTime(null)), "WRONG_CREDENTIALS"),
        row("not yet", rs(Tokens.claims().notBeforeTime(later)), "NOT_YET"),
        row(
            "another stream",
            rs(Tokens.claims().claim("publish", "live/other")),
            "NOT_THIS_STREAM"),
        row("no right to publish", rs(Tokens.claims().claim("publish", null)), "NOT_THIS_STREAM"),
        row("a pattern that is none", rs(Tokens.claims().claim("publish", 7)), "NOT_THIS_STREAM"),
        row(
            "a priority above all",
            rs(Tokens.claims().claim("priority", 5_000)),
            "WRONG_CREDENTIALS"),
        row("nonsense", "a.b.c", "WRONG_CREDENTIALS"),
        row("nothing", "", "WRONG_CREDENTIALS"),
        row("a megabyte", "e".repeat(1 << 20), "WRONG_CREDENTIALS"));
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatIsGenuineButNoClaims() {
    String claims = Tokens.claims().build().toString();
    String more = claims.substring(0, claims.length() - 1);
    return Stream.of(
        row("the claims as they are", signed(claims), "ALLOWED"),
        row("with another", signed(more + ",\"x\":{\"publish\":\"live/*\"}}"), "ALLOWED"),
        row("one of them twice", signed(more + ",\"publish\":\"live/*\"}"), "WRONG_CREDENTIALS"),
        row("an end that is missing", signed(more), "WRONG_CREDENTIALS"),
        row("two of them", signed(claims + claims), "WRONG_CREDENTIALS"),
        row("a list of them", signed("[" + claims + "]"), "WRONG_CREDENTIALS"),
        row("an expiry in quotes", signed("{\"exp\":\"1800000000\"}"), "WRONG_CREDENTIALS"));
  }

  private static String signed(String payload) {
    JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("rs").build();
    JWSObject token = new JWSObject(header, new Payload(payload));
    try {
      token.sign(new RSASSASigner(Tokens.RSA));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    return token.serialize();
  }

  private DynamicTest row(String name, String token, String expected) {
    return DynamicTest.dynamicTest(name, () -> assertThat(publish(token)).isEqualTo(expected));
  }

  @Test
  void everyPartIsSigned() {
    String token = rs(Tokens.claims());
    for (int part = 0; part < 3; part++) {
      String[] parts = token.split("\\.");
      byte[] bytes = Base64.getUrlDecoder().decode(parts[part]);
      bytes[bytes.length / 2] ^= 1;
      parts[part] = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      assertThat(publish(String.join(".", parts))).as("part " + part).isNotEqualTo("ALLOWED");
    }
    assertThat(publish(token)).isEqualTo("ALLOWED");
  }

  @Test
  void everyClaimIsSigned() {
    String token = rs(Tokens.claims());
    String[] parts = token.split("\\.");
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    for (String change : List.of("weir", "issuer", "user-1", "1800000000", "show", "vod", "live")) {
      String changed = claims.replace(change, change.replaceFirst(".$", "9"));
      assertThat(changed).isNotEqualTo(claims);
      String forged =
          parts[0]
              + "."
              + Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(changed.getBytes(StandardCharsets.UTF_8))
              + "."
              + parts[2];
      assertThat(publish(forged)).as(change).isEqualTo("WRONG_CREDENTIALS");
    }
  }

  @Test
  void publishingAndPlayingAreTwoThings() {
    String token = rs(Tokens.claims());
    assertThat(Ask.play("live/other?token=" + token).outcome(policy)).isEqualTo("ALLOWED");
    assertThat(Ask.play("vod/one?token=" + token).outcome(policy)).isEqualTo("ALLOWED");
    assertThat(Ask.publish("vod/one?token=" + token).outcome(policy)).isEqualTo("NOT_THIS_STREAM");
    assertThat(Ask.play("live/show").outcome(policy)).isEqualTo("NO_CREDENTIALS");
  }

  @ParameterizedTest
  @CsvSource({"-1, ALLOWED", "0, ALLOWED", "29999, ALLOWED", "30000, EXPIRED"})
  void expiresAtTheSecondWithThirtyForWrongClocks(long millisAfter, String expected) {
    String token = rs(Tokens.claims());
    assertThat(publish(token)).isEqualTo("ALLOWED");

    now = Tokens.EXP * 1_000 + millisAfter;

    assertThat(publish(token)).as("known before").isEqualTo(expected);
    assertThat(publish(rs(Tokens.claims().subject("user-2")))).as("new").isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"-30001, NOT_YET", "-30000, ALLOWED", "0, ALLOWED"})
  void beginsAtTheSecondLikewise(long millisAfter, String expected) {
    long begin = (Tokens.EXP - 1_000) * 1_000;
    now = begin + millisAfter;
    assertThat(publish(rs(Tokens.claims().notBeforeTime(new Date(begin))))).isEqualTo(expected);
  }

  @Test
  void aDecisionCarriesTheTermsOfTheToken() {
    String token = rs(Tokens.claims().claim("priority", 7));
    AccessDecision decision = Ask.publish("live/show?token=" + token).of(policy);
    AccessDecision renewed =
        Ask.publish("live/show?token=" + rs(Tokens.claims().jwtID("2"))).of(policy);

    assertThat(decision.priority()).isEqualTo(7);
    assertThat(decision.untilMillis()).isEqualTo(Tokens.EXP * 1_000);
    assertThat(decision.credential()).startsWith("jwt:rs#");
    assertThat(decision.identity()).isEqualTo(renewed.identity()).doesNotContain("user-1");
  }

  @Test
  void twoKeysAreGoodWhileOneTakesThePlaceOfTheOther() {
    Ask old = Ask.publish("live/show?token=" + rs(Tokens.claims()));
    Ask next =
        Ask.publish(
            "live/show?token="
                + Tokens.token(Tokens.NEXT_RSA, JWSAlgorithm.RS256, Tokens.claims()));
    AccessDecision before = old.of(policy);
    keys = parse(Tokens.keySet(Tokens.RSA, Tokens.NEXT_RSA));
    assertThat(old.outcome(policy)).isEqualTo("ALLOWED");
    assertThat(next.outcome(policy)).isEqualTo("ALLOWED");
    assertThat(policy.recheck(old.request(), before)).isEmpty();

    keys = parse(Tokens.keySet(Tokens.NEXT_RSA));

    assertThat(old.outcome(policy)).isEqualTo("WRONG_CREDENTIALS");
    assertThat(next.outcome(policy)).isEqualTo("ALLOWED");
    assertThat(policy.recheck(old.request(), before))
        .map(AccessDecision::cause)
        .contains(AccessRefusal.REVOKED);
  }

  @Test
  void aTokenThatWasTakenBackAdmitsNobodyAndEndsWhomItAdmitted() {
    Ask taken = Ask.publish("live/show?token=" + rs(Tokens.claims().jwtID("t-1")));
    Ask other = Ask.publish("live/show?token=" + rs(Tokens.claims().jwtID("t-2")));
    Ask nameless = Ask.publish("live/show?token=" + rs(Tokens.claims()));
    List<AccessDecision> before = Stream.of(taken, other, nameless).map(a -> a.of(policy)).toList();
    assertThat(before).allMatch(AccessDecision::allowed);

    revoked = JwtPolicy.revoked(rulesThatTakeBack("t-1", "t-3"));

    assertThat(taken.outcome(policy)).as("known before").isEqualTo("REVOKED");
    assertThat(policy.recheck(taken.request(), before.get(0)))
        .map(AccessDecision::cause)
        .contains(AccessRefusal.REVOKED);
    String again = rs(Tokens.claims().subject("user-2").jwtID("t-1"));
    assertThat(publish(again)).as("new").isEqualTo("REVOKED");
    for (int i = 1; i < 3; i++) {
      Ask ask = i == 1 ? other : nameless;
      assertThat(ask.outcome(policy)).isEqualTo("ALLOWED");
      assertThat(policy.recheck(ask.request(), before.get(i))).isEmpty();
    }
  }

  @Test
  void aKeyThatIsTooShortIsNone() {
    String small = Tokens.keySet(Tokens.rsa("small", 1_024), Tokens.RSA);
    assertThat(parse(small).names("small")).isFalse();
    assertThat(parse(small).names("rs")).isTrue();
  }

  @Test
  void tokensOfOneSubjectAreOneHolderOfPlaces() {
    AccessDecision one =
        Ask.publish("live/show?token=" + rs(Tokens.claims().jwtID("1"))).of(policy);
    AccessDecision two =
        Ask.publish("live/show?token=" + rs(Tokens.claims().jwtID("2"))).of(policy);
    assertThat(one.credential()).isNotEqualTo(two.credential());
    assertThat(one.identity()).isEqualTo(two.identity());
  }

  private static JwtRules rulesThatTakeBack(String... ids) {
    return new JwtRules(
        RULES.algorithms(),
        RULES.issuer(),
        RULES.audience(),
        "",
        null,
        RULES.leeway(),
        Set.of(ids));
  }

  @Test
  void keysThatAreNotThereYetAreNoReasonToEndAnybody() {
    Ask ask = Ask.publish("live/show?token=" + rs(Tokens.claims()));
    AccessDecision decision = ask.of(policy);
    keys = null;
    assertThat(ask.outcome(policy)).isEqualTo("UNAVAILABLE");
    assertThat(policy.recheck(ask.request(), decision)).isEmpty();
  }

  @Test
  void whatTakesLongIsLeftToAnotherThreadAndToNoneWhenItIsBusy() {
    keys = parse(Tokens.keySet(Tokens.SHARED, Tokens.RSA, Tokens.EC_384, Tokens.EC_512));
    List<Runnable> tasks = new ArrayList<>();
    JwtPolicy waiting = new JwtPolicy(RULES, () -> keys, Set::of, tasks::add, () -> now);
    JwtPolicy busy = new JwtPolicy(RULES, () -> keys, Set::of, JwtPolicyTest::reject, () -> now);

    for (String slow :
        List.of(
            Tokens.token(Tokens.EC_384, JWSAlgorithm.ES384, Tokens.claims()),
            Tokens.token(Tokens.EC_512, JWSAlgorithm.ES512, Tokens.claims()))) {
      Ask ask = Ask.publish("live/show?token=" + slow);
      CompletableFuture<AccessDecision> later = waiting.decide(ask.request()).toCompletableFuture();
      assertThat(later).isNotDone();
      tasks.remove(0).run();
      assertThat(later).isCompletedWithValueMatching(AccessDecision::allowed);
      assertThat(ask.outcome(waiting)).as("it came before").isEqualTo("ALLOWED");
      assertThat(ask.outcome(busy)).isEqualTo("UNAVAILABLE");
    }
    for (String fast :
        List.of(
            rs(Tokens.claims()),
            Tokens.token(Tokens.SHARED, JWSAlgorithm.HS256, Tokens.claims()))) {
      assertThat(Ask.publish("live/show?token=" + fast).outcome(busy)).isEqualTo("ALLOWED");
    }
    assertThat(tasks).isEmpty();
  }

  private static void reject(Runnable task) {
    throw new RejectedExecutionException();
  }
}
