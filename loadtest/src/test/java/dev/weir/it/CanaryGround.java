package dev.weir.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.weir.access.HmacSecret;
import dev.weir.access.StreamKeySecret;
import dev.weir.tls.SelfSigned;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An origin and an edge that log more than anybody asks for, with a secret of its own in every
 * place that takes one.
 */
final class CanaryGround implements AutoCloseable {
  static final String KEY_ID = "show1";

  private static final String SALT = "abc";

  final Canaries canaries = new Canaries();
  final String key = canaries.streamKey("a stream key");
  final String wrongKey = canaries.streamKey("a wrong stream key");
  final String readToken = canaries.secret("api.read-token in the settings file");
  final String operateToken = canaries.secret("api.operate-token in a file");
  final String adminToken = canaries.secret("api.token in the environment");

  private final Path directory;
  private final Path access;
  private final Path settings;
  private final SelfSigned certified;
  private final HookStub hooks;
  private final NodeProcess origin;
  private final NodeProcess edge;

  CanaryGround(Path directory) throws IOException {
    this.directory = directory;
    String echo = canaries.secret("what a webhook answers");
    hooks =
        new HookStub(
            Map.of(
                "/hook",
                // It says what it was told, secrets and all, and nothing that makes sense.
                (exchange, body) -> HookStub.say(exchange, 200, "no JSON: " + body + echo),
                "/keys",
                (exchange, body) -> HookStub.say(exchange, 500, echo)));
    access = directory.resolve("access.yaml");
    writeAccess(rules());
    settings = write("weir.yaml", "api: {read-token: " + readToken + "}\n");
    certified = SelfSigned.ec(Duration.ofDays(30), NodeProcess.HOST);
    writeCertificate();
    origin =
        NodeProcess.start(
            "dev.weir.origin.OriginMain",
            "it-secrets-origin",
            environment("trace"),
            "--config",
            settings.toString());
    edge = NodeProcess.edge("it-secrets-edge", origin, environment("debug"));
  }

  NodeProcess origin() {
    return origin.awaitReady();
  }

  NodeProcess edge() {
    return edge.awaitReady();
  }

  Path settings() {
    return settings;
  }

  Path keysFile() {
    return directory.resolve("stream-keys");
  }

  /** The environment of a node, also for a command that reads it. */
  Map<String, String> environment(String level) throws IOException {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("WEIR_LOG_LEVEL", level);
    all.put("WEIR_PLAY_HOLD", "1s");
    all.put("WEIR_RTMPS_HOST", NodeProcess.HOST);
    all.put("WEIR_RTMPS_PORT", "0");
    all.put("WEIR_TLS_CERTIFICATE_FILE", directory.resolve("certificate.pem").toString());
    all.put("WEIR_TLS_KEY_FILE", directory.resolve("key.pem").toString());
    // One address shows all the wrong credentials here.
    all.put("WEIR_LIMITS_FAILURES_PER_ADDRESS", "10000");
    all.put("WEIR_CLUSTER_SECRET", canaries.secret("cluster.secret"));
    all.put("WEIR_API_TOKEN", adminToken);
    all.put("WEIR_API_OPERATE_TOKEN_FILE", write("operate", operateToken + "\n").toString());
    all.put("WEIR_ACCESS_FILE", access.toString());
    all.put("SIGN", canaries.secret("a signing secret in the environment"));
    all.put("HOOK", canaries.secret("a webhook's secret in the environment"));
    if (origin == null) {
      String port = String.valueOf(FreePort.next());
      all.put("WEIR_CLUSTER_PORT", port);
      all.put("WEIR_CLUSTER_MEMBERS", NodeProcess.HOST + ":" + port);
      all.put("WEIR_ACCESS_KEYS_FILE", keysFile().toString());
    }
    return all;
  }

  /** The rules as they ought to be. */
  String rules() throws IOException {
    String verifier = StreamKeySecret.adobeVerifier(KEY_ID, SALT, key);
    return """
        apps:
          live:
            publish: {accept: [keys, signed, jwt]}
            play: {accept: [keys, signed, jwt, open]}
          studio:
            publish: {accept: [keys], ask: adobe}
            play: {accept: [open]}
          hooked:
            publish: {accept: [webhook]}
            play: {accept: [webhook]}
        keys:
          %s: {hash: %s, adobe-salt: %s, adobe-verifier: %s, names: [live/show]}
        signed:
          keys:
            a: {secret-env: SIGN}
            b: {secret-file: %s}
        jwt: {algorithms: [HS256], jwks-file: %s}
        webhook: {url: "%s?token=%s", secret-env: HOOK}
        """
        .formatted(
            KEY_ID,
            StreamKeySecret.hash(key),
            SALT,
            canaries.remember("the verifier of Adobe's scheme", verifier),
            write("sign", canaries.secret("a signing secret in a file")),
            write("jwks.json", "{\"keys\":[" + tokenKey().toJSONString() + "]}"),
            hooks.url("/hook"),
            canaries.secret("a webhook's URL"));
  }

  /** The same with keys that are fetched from where there are none. */
  String rulesWithKeysFetched() throws IOException {
    String url = hooks.url("/keys") + "?token=" + canaries.secret("the URL of a key set");
    return rules().replaceFirst("jwks-file: [^}]*", "jwks-url: \"" + url + "\"");
  }

  void writeAccess(String text) throws IOException {
    Path next = write("access.yaml.next", text);
    Files.move(next, access, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The certificate and its key, every line of which is a secret. */
  void writeCertificate() throws IOException {
    certified.write(directory.resolve("certificate.pem"), directory.resolve("key.pem"));
    certified
        .keyPem()
        .lines()
        .filter(line -> !line.startsWith("-"))
        .forEach(line -> canaries.remember("a line of the private key", line));
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  /** A stream's name with its query, signed by the secret in the environment. */
  String signed(String action, String name) {
    long exp = Instant.now().getEpochSecond() + 60;
    String text = "weir-1\n" + action + "\nlive\n" + name + "\n" + exp + "\n\n\n\n\na\n";
    HmacSecret secret = new HmacSecret(canaries.secret("a signing secret in the environment"));
    String signature = canaries.remember("the signature of a URL", secret.sign(text));
    return name + "?exp=" + exp + "&kid=a&sig=" + signature;
  }

  /** A token that is good for all of live. */
  String token() {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .expirationTime(Date.from(Instant.now().plusSeconds(60)))
            .subject(canaries.secret("a token's subject"))
            .jwtID(canaries.secret("a token's id"))
            .claim("publish", "live/*")
            .claim("play", "live/*")
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      token.sign(new MACSigner(tokenKey()));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    String text = token.serialize();
    canaries.remember("the signature of a token", text.substring(text.lastIndexOf('.') + 1));
    return text;
  }

  private OctetSequenceKey tokenKey() {
    byte[] secret = canaries.secret("the key of tokens").getBytes(StandardCharsets.UTF_8);
    return new OctetSequenceKey.Builder(secret).build();
  }

  /** Files that cannot be used are errors, and that is all there may be. */
  @Override
  public void close() throws Exception {
    try (hooks) {
      for (NodeProcess node : List.of(edge, origin)) {
        node.stop();
        assertThat(node.alarms())
            .allMatch(
                line -> line.contains("access-not-reloaded") || line.contains("tls-reload-failed"));
      }
    }
  }
}
