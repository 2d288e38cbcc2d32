package dev.weir.access;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * JSON web tokens. The keys are a JSON web key set (RFC 7517).
 *
 * @param algorithms that are admitted, as in the {@code alg} of a token
 * @param issuer that a token has to name; empty for any
 * @param audience that a token has to name; empty for any
 * @param keySet the key set itself; null when it is fetched
 * @param keySetUrl where it is fetched from; null when it is here
 * @param leeway how wrong the issuer's clock may be
 * @param revoked ids ({@code jti}) of tokens that were taken back
 */
public record JwtRules(
    Set<String> algorithms,
    Optional<String> issuer,
    Optional<String> audience,
    String keySet,
    URI keySetUrl,
    Duration leeway,
    Set<String> revoked) {
  public JwtRules {
    algorithms = Set.copyOf(algorithms);
    revoked = Set.copyOf(revoked);
  }

  /** These, with no token taken back. */
  public JwtRules withoutRevoked() {
    return new JwtRules(algorithms, issuer, audience, keySet, keySetUrl, leeway, Set.of());
  }

  /** Without the keys, some of which may be secret. */
  @Override
  public String toString() {
    return "jwt " + algorithms;
  }
}
