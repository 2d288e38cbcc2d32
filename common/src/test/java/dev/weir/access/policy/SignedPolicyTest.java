package dev.weir.access.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRefusal;
import dev.weir.access.AccessRequest;
import dev.weir.access.Ask;
import dev.weir.access.HmacSecret;
import dev.weir.access.SignedRules;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignedPolicyTest {
  private static final long EXP = 1_800_000_000L;
  private static final String OLD = "the-old-secret-of-2025";
  private static final String NEW = "the-new-secret-of-2026";
  private static final Map<String, HmacSecret> BOTH =
      Map.of("a", new HmacSecret(OLD), "b", new HmacSecret(NEW));

  private long now = (EXP - 60) * 1_000;

  private SignedPolicy policy(Map<String, HmacSecret> keys) {
    return new SignedPolicy(new SignedRules(keys, Duration.ofSeconds(30)), () -> now);
  }

  private static String publishUrl(String... more) {
    String[] pairs = new String[more.length + 4];
    pairs[0] = "exp";
    pairs[1] = String.valueOf(EXP);
    pairs[2] = "kid";
    pairs[3] = "b";
    System.arraycopy(more, 0, pairs, 4, more.length);
    return SignedUrls.sign(NEW, AccessRequest.Action.PUBLISH, "live", "show", pairs);
  }

  private String outcome(String url) {
    return Ask.publish(url).outcome(policy(BOTH));
  }

  @Test
  void whatIsSignedAsTheReadmeSaysIsTheSameHere() {
    // printf 'weir-1\npublish\nlive\nshow\n1800000000\n\n\n\n\nb\n' |
    //   openssl dgst -sha256 -hmac the-new-secret-of-2026
    String url =
        "live/show?exp=1800000000&kid=b"
            + "&sig=40cfbbac847c71d431fc02a6ff07600b0f251105fce29e0774b40c769e86e64c";
    assertThat(publishUrl()).isEqualTo(url);
    assertThat(outcome(url)).isEqualTo("ALLOWED");
  }

  @Test
  void admitsWhatWasSigned() {
    AccessDecision decision = Ask.publish(publishUrl("priority", "300")).of(policy(BOTH));

    assertThat(decision.allowed()).isTrue();
    assertThat(decision.priority()).isEqualTo(300);
    assertThat(decision.untilMillis()).isEqualTo(EXP * 1_000);
    assertThat(decision.credential()).isEqualTo("signed:b");
  }

  @Test
  void noPriorityIsAboveThoseOfKeysAndTokens() {
    assertThat(Ask.publish(publishUrl("priority", "1000")).of(policy(BOTH)).priority())
        .isEqualTo(1_000);
    assertThat(outcome(publishUrl("priority", "1001"))).isEqualTo("WRONG_CREDENTIALS");
  }

  @Test
  void aSessionMayEndAtAnotherTimeThanTheUrl() {
    AccessDecision decision = Ask.publish(publishUrl("end", "1900000000")).of(policy(BOTH));

    assertThat(decision.untilMillis()).isEqualTo(1_900_000_000_000L);
    assertThat(outcome(publishUrl("end", String.valueOf(now / 1_000)))).isEqualTo("EXPIRED");
    assertThat(outcome(publishUrl("end", String.valueOf(now / 1_000 + 1)))).isEqualTo("ALLOWED");
  }

  @ParameterizedTest
  @CsvSource({
    "-60000, ALLOWED",
    "-1, ALLOWED",
    "0, ALLOWED",
    "29999, ALLOWED",
    "30000, EXPIRED",
    "3600000, EXPIRED"
  })
  void expiresAtTheSecondWithThirtyForWrongClocks(long millisAfter, String expected) {
    now = EXP * 1_000 + millisAfter;
    assertThat(outcome(publishUrl())).isEqualTo(expected);
  }

  @Test
  void whoIsLetInByTheSkewStaysForItAndNoLonger() {
    now = EXP * 1_000 + 5_000;
    assertThat(Ask.publish(publishUrl()).of(policy(BOTH)).untilMillis())
        .isEqualTo((EXP + 30) * 1_000);
  }

  @ParameterizedTest
  @CsvSource({"-30001, NOT_YET", "-30000, ALLOWED", "0, ALLOWED"})
  void beginsAtTheSecondLikewise(long millisAfter, String expected) {
    long nbf = EXP - 1_000;
    now = nbf * 1_000 + millisAfter;
    assertThat(outcome(publishUrl("nbf", String.valueOf(nbf)))).isEqualTo(expected);
  }

  @Test
  void twoKeysAreGoodWhileOneTakesThePlaceOfTheOther() {
    String old =
        SignedUrls.sign(
            OLD, AccessRequest.Action.PUBLISH, "live", "show", "exp", "" + EXP, "kid", "a");
    assertThat(Ask.publish(old).outcome(policy(BOTH))).isEqualTo("ALLOWED");
    assertThat(Ask.publish(publishUrl()).outcome(policy(BOTH))).isEqualTo("ALLOWED");

    SignedPolicy later = policy(Map.of("b", new HmacSecret(NEW)));
    assertThat(Ask.publish(old).outcome(later)).isEqualTo("WRONG_CREDENTIALS");
    AccessDecision before = Ask.publish(old).of(policy(BOTH));
    assertThat(later.recheck(Ask.publish(old).request(), before))
        .map(AccessDecision::cause)
        .contains(AccessRefusal.REVOKED);
  }

  @Test
  void aKeyIdOfAnotherSecretIsOfNoUse() {
    assertThat(outcome(publishUrl().replace("kid=b", "kid=a"))).isEqualTo("WRONG_CREDENTIALS");
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7, ALLOWED",
    "203.0.113.0/24, 203.0.113.200, ALLOWED",
    "203.0.113.0/24, 203.0.114.1, ADDRESS",
    "2001:db8::/32, 2001:db8::5, ALLOWED",
    "2001:db8::/32, 203.0.113.7, ADDRESS",
    "203.0.113.7, not-an-address, ADDRESS"
  })
  void isBoundToAnAddress(String bound, String from, String expected) {
    assertThat(Ask.publish(publishUrl("ip", bound)).from(from).outcome(policy(BOTH)))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "nbf", "end", "ip", "priority", "kid", "sig"})
  void everyFieldIsSigned(String field) {
    String url =
        publishUrl("nbf", "1700000000", "end", "1900000000", "ip", "203.0.113.7", "priority", "5");
    assertThat(outcome(url)).isEqualTo("ALLOWED");

    String changed =
        field.equals("ip")
            ? url.replace("ip=203.0.113.7", "ip=203.0.113.7/32")
            : url.replaceAll("([?&]" + field + "=.*?)(.)(?=&|$)", "$1" + other(url, field));
    assertThat(changed).isNotEqualTo(url);
    assertThat(outcome(changed)).isEqualTo("WRONG_CREDENTIALS");
    assertThat(outcome(url.replaceAll("(?<=[?&])" + field + "=[^&]*&?", "")))
        .isNotEqualTo("ALLOWED");
  }

  private static String other(String url, String field) {
    String value = url.replaceAll(".*[?&]" + field + "=([^&]*).*", "$1");
    return value.endsWith("1") ? "2" : "1";
  }

  @Test
  void actionApplicationAndStreamAreSigned() {
    String query = publishUrl().substring("live/show".length());
    assertThat(outcome("live/shoW" + query)).isEqualTo("WRONG_CREDENTIALS");
    assertThat(outcome("live2/show" + query)).isEqualTo("WRONG_CREDENTIALS");
    assertThat(Ask.play("live/show" + query).outcome(policy(BOTH))).isEqualTo("WRONG_CREDENTIALS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "live/show?sig=",
        "live/show?sig=zz&exp=1800000000&kid=b",
        "live/show?exp=-1&kid=b&sig=",
        "live/show?exp=1%0A2&kid=b&sig=",
        "live/show?exp=99999999999999999999&kid=b&sig=",
        "live/show?exp=1800000000&kid=../../a&sig="
      })
  void nonsenseIsWrong(String url) {
    assertThat(outcome(url.endsWith("sig=") ? url + "0".repeat(64) : url))
        .isEqualTo("WRONG_CREDENTIALS");
  }

  @Test
  void aUrlWithoutASignatureIsSomebodyElsesBusiness() {
    assertThat(outcome("live/show?exp=1&kid=b")).isEqualTo("NO_CREDENTIALS");
  }
}
