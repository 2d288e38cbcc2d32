package dev.weir.config;

import dev.weir.access.HmacSecret;
import dev.weir.access.JwtRules;
import dev.weir.access.SignedRules;
import dev.weir.access.WebhookRules;
import dev.weir.access.jwt.KeySource;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The sections {@code signed}, {@code jwt} and {@code webhook} of an access file. */
final class AccessMethods {
  private static final Duration SKEW = Duration.ofSeconds(30);
  private static final Duration SKEW_MAX = Duration.ofMinutes(5);
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Duration DEADLINE_MAX = Duration.ofSeconds(30);
  private static final int KEY_SET_BYTES = 256 << 10;
  private static final int KEYS_MAX = 16;
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
  private static final List<String> ALGORITHMS =
      List.of(
          "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256",
          "ES384", "ES512");

  private AccessMethods() {}

  static Optional<SignedRules> signed(AccessEntries entries, AccessSecrets secrets) {
    if (!entries.has("signed")) {
      return Optional.empty();
    }
    Map<String, HmacSecret> keys = new LinkedHashMap<>();
    for (String kid : entries.names("signed.keys", List.of("secret-file", "secret-env"))) {
      if (!kid.matches("[A-Za-z0-9._-]{1,64}")) {
        throw new ConfigException("signed.keys", "a key id is 1 to 64 letters, digits, . _ or -");
      }
      keys.put(kid, secrets.read("signed.keys." + kid + "."));
    }
    if (keys.isEmpty() || keys.size() > KEYS_MAX) {
      throw new ConfigException("signed.keys", "has not 1 to " + KEYS_MAX + " keys");
    }
    return Optional.of(
        new SignedRules(keys, entries.duration("signed.clock-skew", SKEW, SKEW_MAX)));
  }

  static Optional<JwtRules> jwt(AccessEntries entries, WatchedFiles files) {
    if (!entries.has("jwt")) {
      return Optional.empty();
    }
    Set<String> algorithms = new LinkedHashSet<>(entries.list("jwt.algorithms").orElse(List.of()));
    if (algorithms.isEmpty() || !ALGORITHMS.containsAll(algorithms)) {
      throw new ConfigException(
          "jwt.algorithms", "is not there or names something else than " + ALGORITHMS);
    }
    Optional<String> file = entries.text("jwt.jwks-file");
    Optional<String> url = entries.text("jwt.jwks-url");
    if (file.isPresent() == url.isPresent()) {
      throw new ConfigException("jwt.jwks-file", "either this or jwt.jwks-url has to be there");
    }
    return Optional.of(
        new JwtRules(
            algorithms,
            entries.text("jwt.issuer"),
            entries.text("jwt.audience"),
            file.map(name -> keySet(entries, files, Path.of(name))).orElse(null),
            url.map(text -> url(entries, "jwt.jwks-url", text, false)).orElse(null),
            entries.duration("jwt.leeway", SKEW, SKEW_MAX),
            Set.copyOf(entries.list("jwt.revoked").orElse(List.of()))));
  }

  private static String keySet(AccessEntries entries, WatchedFiles files, Path file) {
    String text = AccessSecrets.read(entries, files, "jwt.jwks-file", file, KEY_SET_BYTES);
    try {
      KeySource.check(text);
    } catch (IllegalArgumentException e) {
      throw entries.refused("jwt.jwks-file", "the file " + e.getMessage());
    }
    return text;
  }

  static Optional<WebhookRules> webhook(AccessEntries entries, AccessSecrets secrets) {
    if (!entries.has("webhook")) {
      return Optional.empty();
    }
    String url =
        entries
            .text("webhook.url")
            .orElseThrow(() -> new ConfigException("webhook.url", "is missing"));
    String onFailure = entries.text("webhook.on-failure").orElse("refuse");
    if (!Set.of("refuse", "allow").contains(onFailure)) {
      throw entries.refused("webhook.on-failure", "is neither refuse nor allow");
    }
    return Optional.of(
        new WebhookRules(
            url(entries, "webhook.url", url, !entries.ranges("webhook.allow").isEmpty()),
            secrets.read("webhook."),
            entries.duration("webhook.deadline", DEADLINE, DEADLINE_MAX),
            onFailure.equals("allow"),
            entries.ranges("webhook.allow")));
  }

  /**
   * What is asked decides who comes in: without TLS only of this machine, or of a network that was
   * named.
   */
  private static URI url(AccessEntries entries, String key, String text, boolean plain) {
    try {
      URI url = new URI(text);
      boolean near = "http".equals(url.getScheme()) && (plain || LOOPBACK.contains(url.getHost()));
      if (url.getHost() != null && (near || "https".equals(url.getScheme()))) {
        return url;
      }
    } catch (URISyntaxException e) {
      // Its message has the text, and that may have a secret.
    }
    throw entries.refused(key, "is not an https:// URL, or http:// of a loopback address");
  }
}
