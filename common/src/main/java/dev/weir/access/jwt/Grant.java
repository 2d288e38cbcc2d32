package dev.weir.access.jwt;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.weir.access.AccessDecision;
import dev.weir.access.AccessRequest;
import dev.weir.access.Digests;
import dev.weir.access.JwtRules;
import dev.weir.access.NamePattern;
import dev.weir.access.Validity;
import dev.weir.stream.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.Date;
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
  private static final int PATTERNS_MAX = 64;
  private static final int PRIORITY_MAX = 1_000;
  private static final int IDENTITY_CHARS = 32;

  /**
   * Reads the claims {@code exp}, {@code nbf}, {@code iss}, {@code aud}, {@code sub}, {@code jti},
   * {@code publish}, {@code play} and {@code priority}.
   *
   * @return empty when they are not what the rules and this server ask for
   */
  static Optional<Grant> of(JWTClaimsSet claims, JwtRules rules, String keyId, String token) {
    Date exp = claims.getExpirationTime();
    boolean ours =
        exp != null
            && rules.issuer().map(issuer -> issuer.equals(claims.getIssuer())).orElse(true)
            && rules.audience().map(claims.getAudience()::contains).orElse(true);
    Optional<Integer> priority = priority(claims.getClaim("priority"));
    if (!ours || priority.isEmpty()) {
      return Optional.empty();
    }
    Date nbf = claims.getNotBeforeTime();
    String who =
        claims.getSubject() == null ? token : claims.getIssuer() + "\n" + claims.getSubject();
    return Optional.of(
        new Grant(
            keyId,
            claims.getJWTID() == null ? "" : tokenId(claims.getJWTID()),
            new Validity(exp.getTime(), nbf == null ? 0 : nbf.getTime(), rules.leeway()),
            patterns(claims.getClaim("publish")),
            patterns(claims.getClaim("play")),
            priority.get(),
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

  /** One pattern or a list of them; anything else grants nothing. */
  private static List<String> patterns(Object claim) {
    if (claim instanceof String one) {
      return List.of(one);
    }
    return claim instanceof List<?> several && several.size() <= PATTERNS_MAX
        ? several.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  private static Optional<Integer> priority(Object claim) {
    if (claim == null) {
      return Optional.of(AccessDecision.ORDINARY_PRIORITY);
    }
    return claim instanceof Long number && number >= 0 && number <= PRIORITY_MAX
        ? Optional.of(number.intValue())
        : Optional.empty();
  }
}
