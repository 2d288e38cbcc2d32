package dev.weir.access.policy;

import dev.weir.access.AccessRefusal;
import dev.weir.access.AdobeUser;
import dev.weir.access.ConnectAnswer;
import dev.weir.access.ConnectAttempt;
import dev.weir.access.Digests;
import dev.weir.access.HmacSecret;
import dev.weir.access.StreamKeyRecord;
import dev.weir.access.StreamKeys;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * User and password as encoders send them: Adobe's scheme, in which a client is refused twice and
 * comes again each time, with its name and then with a digest of the password and a challenge. The
 * user is the id of a stream key, the password its secret.
 *
 * <p>Between the connections nothing is kept here but what was answered already: the challenge is
 * signed, and whoever has the secret knows it again.
 */
final class AdobeScheme {
  private static final String ASK =
      "[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ]";
  private static final String REPLY = "[ AccessManager.Reject ] : [ authmod=adobe ] : ";

  /** Other ways of showing something, which are looked at with the stream's name. */
  private static final Set<String> OTHER_CREDENTIALS = Set.of("key", "pass", "sig", "token");

  /** For how long an answer is good. */
  static final long CHALLENGE_MILLIS = TimeUnit.MINUTES.toMillis(1);

  private static final int NONCE_BYTES = 8;
  private static final int MAC_BYTES = 16;
  private static final int CHALLENGE_BYTES = Long.BYTES + NONCE_BYTES + MAC_BYTES;
  private static final int SALT_BYTES = 6;
  private static final int TEXT_MAX = 128;

  private final StreamKeys keys;
  private final HmacSecret secret;
  private final SecureRandom random = new SecureRandom();
  private final SpentChallenges spent;
  private final LongSupplier clock;

  /**
   * @param secret signs challenges; a node has its own, or an answer could be used once at each
   * @param spent challenges that were answered
   * @param clock the wall clock in milliseconds
   */
  AdobeScheme(StreamKeys keys, HmacSecret secret, SpentChallenges spent, LongSupplier clock) {
    this.keys = keys;
    this.secret = secret;
    this.spent = spent;
    this.clock = clock;
  }

  ConnectAnswer connect(ConnectAttempt attempt) {
    String scheme = attempt.parameters().get("authmod");
    if (scheme == null) {
      return attempt.parameters().keySet().stream().anyMatch(OTHER_CREDENTIALS::contains)
          ? ConnectAnswer.PASS
          : ConnectAnswer.ask(ASK);
    }
    String user = text(attempt, "user");
    if (!scheme.equals("adobe") || !StreamKeyRecord.isId(user)) {
      return refused();
    }
    Optional<StreamKeyRecord> key =
        keys.byId(user).filter(known -> !known.adobeVerifier().isEmpty());
    String response = text(attempt, "response");
    String opaque = text(attempt, "opaque");
    if (response.isEmpty()) {
      return question(user, key);
    }
    long now = clock.getAsLong();
    if (!isOurs(opaque, user, now) || !spent.spend(opaque, now)) {
      // Too late, or the restart of a node came between: it may try again.
      return question(user, key);
    }
    // Who is not there is refused after the same work and in the same words.
    String verifier = key.map(StreamKeyRecord::adobeVerifier).orElse("");
    String expected = base64(Digests.md5(utf8(verifier + opaque + text(attempt, "challenge"))));
    return Digests.same(expected, response) && key.isPresent()
        ? ConnectAnswer.known(new AdobeUser(user))
        : refused();
  }

  private ConnectAnswer question(String user, Optional<StreamKeyRecord> key) {
    String challenge = challenge(user, clock.getAsLong());
    String salt = key.map(StreamKeyRecord::adobeSalt).orElseGet(() -> saltOfNobody(user));
    return ConnectAnswer.ask(
        REPLY
            + "?reason=needauth&user="
            + user
            + "&salt="
            + salt
            + "&challenge="
            + challenge
            + "&opaque="
            + challenge);
  }

  private static ConnectAnswer refused() {
    return ConnectAnswer.refused(
        AccessRefusal.WRONG_CREDENTIALS,
        REPLY + "?reason=authfailed : User (the stream key's id) or password is wrong.");
  }

  /** The same every time, as the salt of somebody who exists would be. */
  private String saltOfNobody(String user) {
    return url64(Arrays.copyOf(secret.sign(utf8("salt " + user)), SALT_BYTES));
  }

  private String challenge(String user, long nowMillis) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    ByteBuffer signed = ByteBuffer.allocate(CHALLENGE_BYTES).putLong(nowMillis).put(nonce);
    return url64(signed.put(mac(signed.array(), user)).array());
  }

  private boolean isOurs(String opaque, String user, long nowMillis) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(opaque);
    } catch (IllegalArgumentException e) {
      return false;
    }
    if (bytes.length != CHALLENGE_BYTES) {
      return false;
    }
    long age = nowMillis - ByteBuffer.wrap(bytes).getLong();
    byte[] mac = Arrays.copyOfRange(bytes, CHALLENGE_BYTES - MAC_BYTES, CHALLENGE_BYTES);
    return MessageDigest.isEqual(mac, mac(bytes, user))
        && age > -CHALLENGE_MILLIS
        && age < CHALLENGE_MILLIS;
  }

  /** Over the challenge's time and nonce, and the user. */
  private byte[] mac(byte[] challenge, String user) {
    byte[] name = utf8(user);
    byte[] text =
        ByteBuffer.allocate(Long.BYTES + NONCE_BYTES + name.length)
            .put(challenge, 0, Long.BYTES + NONCE_BYTES)
            .put(name)
            .array();
    return Arrays.copyOf(secret.sign(text), MAC_BYTES);
  }

  /** A parameter; the texts of this scheme are short, and longer ones count as none. */
  private static String text(ConnectAttempt attempt, String name) {
    String text = attempt.parameter(name).orElse("");
    return text.length() > TEXT_MAX ? "" : text;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Without characters that mean something in a query. */
  private static String url64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
