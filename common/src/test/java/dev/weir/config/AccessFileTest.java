package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.access.AccessMethod;
import dev.weir.access.AccessRules;
import dev.weir.access.ActionRules;
import dev.weir.access.HmacSecret;
import dev.weir.access.StreamKeyRecord;
import dev.weir.access.StreamKeySecret;
import dev.weir.access.jwt.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AccessFileTest {
  private static final String CANARY = "canary-secret-of-32-characters-or-so";
  private static final String HASH = StreamKeySecret.hash("x");
  private static final String OPEN =
      "apps: {live: {publish: {accept: [open]}, play: {accept: [open]}}}\n";

  private static final String EVERYTHING =
      """
      apps:
        live:
          publish:
            allow: [10.0.0.0/8, "fd00::/8"]
            deny: 10.66.0.0/16
            accept: [keys, signed, jwt, webhook]
            ask: adobe
          play: {accept: [open]}
        live/room1:
          publish: {accept: []}
          play: {accept: open}
        "*":
          publish: {accept: [keys]}
          play: {accept: [signed, keys]}
      keys:
        ab12:
          hash: %s
          adobe-salt: abc
          adobe-verifier: CFSdoEboR9XQeoIW8mAcuQ==
          owner: Alice
          until: 2027-01-01T00:00:00Z
          names: [live/show, live/team-*]
          priority: 300
          viewers: 500
          publishers: 1
          bitrate: 8Mbit
      signed:
        clock-skew: 10s
        keys:
          a: {secret-file: %s}
          b: {secret-env: SIGN_B}
      jwt:
        algorithms: [RS256, ES256]
        issuer: https://issuer.example
        audience: weir
        jwks-file: %s
        leeway: 5s
        revoked: [t-17, t-18]
      webhook:
        url: https://hooks.example/weir
        secret-env: SIGN_B
        deadline: 1500ms
        on-failure: allow
        allow: [192.168.0.0/16]
      """;

  @TempDir private Path directory;

  private AccessFile file(String text) throws IOException {
    Path path = Files.writeString(directory.resolve("access.yaml"), text);
    NodeConfig config = NodeConfig.of(Map.of("access.file", path.toString()));
    return AccessFile.of(config, Map.of("SIGN_B", CANARY, "SHORT", "short")).orElseThrow();
  }

  private AccessRules load(String text) throws IOException {
    return file(text).load();
  }

  private String secretFile() throws IOException {
    return Files.writeString(directory.resolve("secret"), CANARY + "\n").toString();
  }

  @Test
  void noFileIsNoRules() {
    assertThat(AccessFile.of(NodeConfig.of(Map.of()), Map.of())).isEmpty();
  }

  private AccessRules everything() throws IOException {
    Path jwks =
        Files.writeString(directory.resolve("jwks.json"), Tokens.keySet(Tokens.RSA, Tokens.EC));
    return load(EVERYTHING.formatted(HASH, secretFile(), jwks));
  }

  @Test
  void everythingThatThereIsToSay() throws IOException {
    AccessRules rules = everything();
    ActionRules publish = rules.apps().get("live").publish();
    assertThat(publish.accept())
        .containsExactly(
            AccessMethod.KEYS, AccessMethod.SIGNED, AccessMethod.JWT, AccessMethod.WEBHOOK);
    assertThat(publish.asksAdobe()).isTrue();
    assertThat(publish.allow()).hasSize(2);
    assertThat(publish.deny()).hasSize(1);
    assertThat(rules.apps().get("live/room1").publish().accept()).isEmpty();
    assertThat(rules.apps().get("*").play().accept())
        .containsExactly(AccessMethod.SIGNED, AccessMethod.KEYS);
    assertThat(rules.signed().orElseThrow().keys())
        .isEqualTo(Map.of("a", new HmacSecret(CANARY), "b", new HmacSecret(CANARY)));
    assertThat(rules.signed().orElseThrow().clockSkew()).isEqualTo(Duration.ofSeconds(10));
    assertThat(rules.jwt().orElseThrow().algorithms()).containsExactlyInAnyOrder("RS256", "ES256");
    assertThat(rules.jwt().orElseThrow().revoked()).containsExactlyInAnyOrder("t-17", "t-18");
    assertThat(rules.webhook().orElseThrow().url())
        .isEqualTo(URI.create("https://hooks.example/weir"));
    assertThat(rules.webhook().orElseThrow().allowOnFailure()).isTrue();
    assertThat(rules.toString()).doesNotContain("canary");
  }

  @Test
  void everythingThatThereIsToSayOfAKey() throws IOException {
    AccessRules rules = everything();
    assertThat(rules.keys().get("ab12"))
        .isEqualTo(
            new StreamKeyRecord(
                "ab12",
                HASH,
                "abc",
                "CFSdoEboR9XQeoIW8mAcuQ==",
                "Alice",
                Instant.parse("2027-01-01T00:00:00Z").toEpochMilli(),
                List.of("live/show", "live/team-*"),
                300,
                500,
                1,
                8_000_000,
                false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | apps: has no application",
        "apps: | apps: has no application",
        "apps: {live: {publish: {accept: [open]}}} | apps.live.play.accept: is missing",
        "apps: {live: {publish: {accept: [keys, magic]}, play: {accept: [open]}}}"
            + " | 'magic' is not keys, signed, jwt, webhook or open",
        "apps: {live: {publish: {acept: [open]}, play: {accept: [open]}}}"
            + " | no such key; the nearest is publish.accept",
        "apps: {li*ve: {publish: {accept: [open]}, play: {accept: [open]}}}"
            + " | is not for an application",
        "apps: {live: {publish: {accept: [signed]}, play: {accept: [open]}}}"
            + " | apps.live.publish.accept: names signed, and there is no such section",
        "apps: {live: {publish: {accept: [open], ask: adobe}, play: {accept: [open]}}}"
            + " | only where stream keys (keys) are accepted",
        "apps: {live: {publish: {accept: [open]}, play: {accept: [keys], ask: adobe}}}"
            + " | is for publish",
        "apps: {live: {publish: {accept: [keys], ask: basic}, play: {accept: [open]}}}"
            + " | is not adobe",
        "apps: {live: {publish: {accept: [open], deny: [10.0.0.0/33]}, play: {accept: [open]}}}"
            + " | '10.0.0.0/33' is no address or range",
        "apps: [live] | apps: has no application",
        "apps: {live | line 1"
      })
  void saysWhatIsWrongWithApplications(String text, String message) {
    assertThatThrownBy(() -> load(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "keys: {ab: {names: [live/a]}} | keys.ab.hash: is not there",
        "keys: {ab: {hash: HASH}} | keys.ab.names: has not 1 to 64 patterns",
        "keys: {ab: {hash: HASH, names: ['a b']}} | keys.ab.names: has not",
        "keys: {ab: {hash: HASH, names: [a/b], priority: 2000}} | '2000' is not a whole number",
        "keys: {ab: {hash: HASH, names: [a/b], until: tomorrow}} | is not a time",
        "keys: {ab: {hash: HASH, names: [a/b], bitrate: fast}} | is not bits a second",
        "keys: {ab: {hash: HASH, names: [a/b], secret: x}} | the nearest is",
        "keys: {ab: {hash: HASH, names: [a/b], revoked: maybe}} | is neither true nor false",
        "keys: {ab: {hash: HASH, names: [a/b]}, cd: {hash: HASH, names: [a/b]}} | of ab too",
        "keys: {a.b: {hash: HASH, names: [a/b]}} | the id is not",
        "signed: {clock-skew: 1s} | signed.keys: has not 1 to 16 keys",
        "signed: {keys: {a: {secret-file: /no/where}}} | there is no such file",
        "signed: {keys: {a: {secret-env: NOWHERE}}} | there is no such variable",
        "signed: {keys: {a: {secret-env: SHORT}}} | leads to no secret",
        "signed: {keys: {a: {secret: abc}}} | the nearest is secret-",
        "signed: {keys: {a: {secret-env: SIGN_B, secret-file: x}}} | either this or",
        "signed: {keys: {a: {secret-env: SIGN_B}}, clock-skew: 1h} | is not a duration up to 5m",
        "jwt: {algorithms: [none], jwks-url: 'https://x/'} | jwt.algorithms: is not there or",
        "jwt: {algorithms: [RS256]} | jwt.jwks-file: either this or",
        "jwt: {algorithms: [RS256], jwks-url: \"http://x/\"} | is not an https:// URL",
        "jwt: {algorithms: [RS256], jwks-url: \"file:///etc/passwd\"} | is not an https:// URL",
        "webhook: {secret-env: SIGN_B} | webhook.url: is missing",
        "webhook: {url: \"https://x/\"} | webhook.secret-file: either this or",
        "webhook: {url: \"https://x/\", secret-env: SIGN_B, on-failure: no} | neither refuse",
        "wehbook: {url: x} | no such key"
      })
  void saysWhatIsWrongWithTheOtherSections(String text, String message) {
    assertThatThrownBy(() -> load(OPEN + text.replace("HASH", HASH)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"jwks", "keys"})
  void aKeySetThatIsNoneIsNotPrinted(String name) throws IOException {
    Path jwks =
        Files.writeString(directory.resolve(name), "{\"keys\":[{\"k\":\"" + CANARY + "\"}]}");
    assertThatThrownBy(() -> load(OPEN + "jwt: {algorithms: [RS256], jwks-file: " + jwks + "}"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("jwt.jwks-file: the file is not a JSON web key set")
        .hasMessageNotContaining("canary");
  }

  @Test
  void namesTheLine() {
    assertThatThrownBy(
            () ->
                load(
                    "apps:\n  live:\n    publish: {accept: [open]}\n"
                        + "    play: {accept: [what]}\n"))
        .hasMessageContaining("apps.live.play.accept")
        .hasMessageContaining("access.yaml line 4");
  }

  @Test
  void seesChangesOfItselfAndOfTheFilesThatItNames() throws IOException {
    String secret = secretFile();
    AccessFile file = file(OPEN + "signed: {keys: {a: {secret-file: " + secret + "}}}");
    file.load();
    assertThat(file.changed()).isFalse();

    Files.writeString(Path.of(secret), "another secret that is longer".replace(' ', '-'));
    assertThat(file.changed()).isTrue();
    file.load();
    assertThat(file.changed()).isFalse();

    Files.delete(Path.of(secret));
    assertThat(file.changed()).isTrue();
    assertThatThrownBy(file::load).isInstanceOf(ConfigException.class);
    assertThat(file.changed()).isFalse();

    secretFile();
    assertThat(file.changed()).isTrue();
    file.load();
    Files.writeString(directory.resolve("access.yaml"), OPEN);
    assertThat(file.changed()).isTrue();
  }
}
