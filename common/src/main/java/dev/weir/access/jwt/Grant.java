package dev.weir.access.jwt;

import dev.weir.access.AccessRequest;
import dev.weir.access.Digests;
import dev.weir.access.JwtRules;
import dev.weir.access.NamePattern;
import dev.weir.access.Validity;
import dev.weir.stream.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What a genuine token grants.
 *
 * @param keyId which key signed it
 * @param tokenId a digest of its {@code jti}; empty when it has none
 * @param validity from when to when
 * @param publish patterns of the streams that its bearer may publish
 * @param play patterns of those that he may play
 * @param priority of him as a publisher
 * @param identity equal for tokens of the same subject
 */
record Grant(
    String keyId,
    String tokenId,
    Validity validity,
    List<String> publish,
    List<String> play,
    int priority,
    String identity) {
  private static final int IDENTITY_CHARS = 32;

  /**
   * What claims say.
   *
   * @return empty when they are not what the rules and this server ask for
   */
  static Optional<Grant> of(Claims claims, JwtRules rules, String keyId, String token) {
    Long exp = claims.expiryMillis();
    boolean ours =
        exp != null
            && rules.issuer().map(issuer -> issuer.equals(claims.issuer())).orElse(true)
            && rules.audience().map(claims.audience()::contains).orElse(true);
    if (!ours) {
      return Optional.empty();
    }
    Long nbf = claims.beginMillis();
    String who = claims.subject() == null ? token : claims.issuer() + "\n" + claims.subject();
    return Optional.of(
        new Grant(
            keyId,
            claims.id() == null ? "" : tokenId(claims.id()),
            new Validity(exp, nbf == null ? 0 : nbf, rules.leeway()),
            claims.publish(),
            claims.play(),
            claims.priority(),
            "jwt:" + digest(who).substring(0, IDENTITY_CHARS)));
  }

  /** By which a token is known again whose id may be as long as it likes. */
  static String tokenId(String jti) {
    return digest(jti).substring(0, IDENTITY_CHARS);
  }

  static String digest(String text) {
    return Digests.hex(Digests.sha256(text.getBytes(StandardCharsets.UTF_8)));
  }

  boolean covers(AccessRequest.Action action, StreamKey key) {
    return NamePattern.anyMatches(action == AccessRequest.Action.PUBLISH ? publish : play, key);
  }
}
