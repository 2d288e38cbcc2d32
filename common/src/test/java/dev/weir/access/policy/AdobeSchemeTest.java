package dev.weir.access.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.access.AccessRefusal;
import dev.weir.access.AdobeUser;
import dev.weir.access.ConnectAnswer;
import dev.weir.access.ConnectAttempt;
import dev.weir.access.HmacSecret;
import dev.weir.access.StreamKeyRecord;
import dev.weir.access.StreamKeySecret;
import dev.weir.access.StreamKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The scheme, with a client as ffmpeg and librtmp are. */
class AdobeSchemeTest {
  private static final String SECRET = "sk_live_" + "a".repeat(32);

  private long now = 1_800_000_000_000L;
  private AdobeScheme scheme = scheme("0123456789abcdef");

  private AdobeScheme scheme(String nodeSecret) {
    StreamKeyRecord record =
        new StreamKeyRecord(
            "alice",
            StreamKeySecret.hash(SECRET),
            "abc",
            StreamKeySecret.adobeVerifier("alice", "abc", SECRET),
            "",
            Long.MAX_VALUE,
            List.of("live/show"),
            100,
            0,
            0,
            0,
            false);
    return new AdobeScheme(
        new MemoryStreamKeys(List.of(record), StreamKeys.NONE),
        new HmacSecret(nodeSecret),
        new SpentChallenges(),
        () -> now);
  }

  private ConnectAnswer connect(String... pairs) {
    Map<String, String> parameters = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      parameters.put(pairs[i], pairs[i + 1]);
    }
    return scheme.connect(new ConnectAttempt("live", parameters, "203.0.113.7", true));
  }

  /** What the second connect is told, as ffmpeg takes it apart. */
  private Map<String, String> question(String user) {
    ConnectAnswer answer = connect("authmod", "adobe", "user", user);
    assertThat(answer.accepted()).isFalse();
    assertThat(answer.cause()).isNull();
    assertThat(answer.description()).contains("authmod=adobe ]").hasSizeLessThan(300);
    String query =
        answer.description().substring(answer.description().indexOf("?reason=needauth") + 1);
    Map<String, String> said = new HashMap<>();
    for (String pair : query.split("&")) {
      said.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return said;
  }

  private static String md5(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String response(
      String user, String salt, String password, String opaque, String challenge) {
    return md5(md5(user + salt + password) + opaque + challenge);
  }

  private ConnectAnswer answer(Map<String, String> said, String user, String password) {
    String response = response(user, said.get("salt"), password, said.get("opaque"), "00000001");
    return connect(
        "authmod",
        "adobe",
        "user",
        user,
        "challenge",
        "00000001",
        "response",
        response,
        "opaque",
        said.get("opaque"));
  }

  @Test
  void theDigestIsTheOneThatClientsMake() {
    assertThat(response("alice", "abc", "secret", "xyz", "00000001"))
        .isEqualTo("SYpPw78O16ZCl8yAFZi1pg==");
  }

  @Test
  void asksFirstThenChallengesThenKnows() {
    ConnectAnswer first = connect();
    assertThat(first.accepted()).isFalse();
    assertThat(first.cause()).isNull();
    assertThat(first.description()).contains("code=403 need auth", "authmod=adobe ");

    Map<String, String> said = question("alice");
    assertThat(said).containsEntry("user", "alice").containsEntry("salt", "abc");
    assertThat(answer(said, "alice", SECRET).user()).contains(new AdobeUser("alice"));
  }

  @Test
  void refusesAWrongPasswordAndNobodyInTheSameWords() {
    ConnectAnswer wrong = answer(question("alice"), "alice", "guess");
    ConnectAnswer nobody = answer(question("bob"), "bob", "guess");

    assertThat(wrong.cause()).isEqualTo(AccessRefusal.WRONG_CREDENTIALS);
    assertThat(wrong.description()).contains("?reason=authfailed");
    assertThat(nobody).isEqualTo(wrong);
    assertThat(question("bob").get("salt")).isEqualTo(question("bob").get("salt"));
  }

  @Test
  void anEmptyVerifierIsNoWayIn() {
    Map<String, String> said = question("bob");
    String response = md5("" + said.get("opaque") + "00000001");
    ConnectAnswer answer =
        connect(
            "authmod",
            "adobe",
            "user",
            "bob",
            "challenge",
            "00000001",
            "response",
            response,
            "opaque",
            said.get("opaque"));
    assertThat(answer.cause()).isEqualTo(AccessRefusal.WRONG_CREDENTIALS);
  }

  @Test
  void anAnswerIsGoodOnce() {
    Map<String, String> said = question("alice");
    assertThat(answer(said, "alice", SECRET).accepted()).isTrue();

    ConnectAnswer again = answer(said, "alice", SECRET);

    assertThat(again.accepted()).isFalse();
    assertThat(again.description()).contains("?reason=needauth");
  }

  @Test
  void anAnswerIsGoodForAMinute() {
    Map<String, String> said = question("alice");
    now += 60_000;
    assertThat(answer(said, "alice", SECRET).accepted()).isFalse();
    said = question("alice");
    now += 59_999;
    assertThat(answer(said, "alice", SECRET).accepted()).isTrue();
  }

  @Test
  void aChallengeIsForOneUserAndFromNodesThatShareTheSecret() {
    Map<String, String> said = question("bob");
    said.put("salt", "abc");
    assertThat(answer(said, "alice", SECRET).accepted()).isFalse();

    said = question("alice");
    scheme = scheme("0123456789abcdef");
    assertThat(answer(said, "alice", SECRET).accepted()).isTrue();
    said = question("alice");
    scheme = scheme("fedcba9876543210");
    assertThat(answer(said, "alice", SECRET).accepted()).isFalse();
  }

  @Test
  void leavesWhoShowsSomethingElseToTheOthers() {
    assertThat(connect("key", "x").accepted()).isTrue();
    assertThat(connect("token", "x").user()).isEmpty();
  }

  @Test
  void refusesOtherSchemesAndNonsense() {
    assertThat(connect("authmod", "llnw", "user", "alice").cause())
        .isEqualTo(AccessRefusal.WRONG_CREDENTIALS);
    assertThat(connect("authmod", "adobe").cause()).isEqualTo(AccessRefusal.WRONG_CREDENTIALS);
    assertThat(connect("authmod", "adobe", "user", "a\r\nb").cause())
        .isEqualTo(AccessRefusal.WRONG_CREDENTIALS);
    assertThat(
            connect("authmod", "adobe", "user", "alice", "response", "x", "opaque", "%%%")
                .description())
        .contains("needauth");
  }

  @Test
  void theMemoryOfAnswersIsBounded() {
    SpentChallenges spent = new SpentChallenges();
    for (int i = 0; i < 50_000; i++) {
      assertThat(spent.spend("c" + i, now)).isTrue();
    }
    assertThat(spent.spend("c49999", now)).isFalse();
    assertThat(spent.spend("c0", now)).isTrue();
  }
}
