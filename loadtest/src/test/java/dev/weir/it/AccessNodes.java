package dev.weir.it;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.weir.access.HmacSecret;
import dev.weir.access.StreamKeySecret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** An origin and an edge with an access file, and the secrets that fit it. */
final class AccessNodes implements AutoCloseable {
  static final String SIGN_SECRET = "canary-signing-secret-of-a-test";

  private static final SecureRandom RANDOM = new SecureRandom();

  /** Of a key for live/show and studio/show, by its id. */
  final String showId = "show1";

  final String showSecret = StreamKeySecret.random(RANDOM);

  /** Of a key for all of team-*. */
  final String teamSecret = StreamKeySecret.random(RANDOM);

  private final Path file;
  private final Path keySet;
  private final NodeProcess origin;
  private final NodeProcess edge;
  private boolean showRevoked;

  AccessNodes(Path directory) throws IOException {
    file = directory.resolve("access.yaml");
    String keys = "{\"keys\":[" + tokenKey().toJSONString() + "]}";
    keySet = Files.writeString(directory.resolve("jwks.json"), keys);
    write();
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("WEIR_ACCESS_FILE", file.toString());
    settings.put("WEIR_PLAY_HOLD", "3s");
    settings.put("SIGN", SIGN_SECRET);
    // One address shows all the wrong credentials here.
    settings.put("WEIR_LIMITS_FAILURES_PER_ADDRESS", "1000");
    origin = NodeProcess.origin("it-access-origin", settings);
    edge = NodeProcess.edge("it-access-edge", origin, settings);
  }

  NodeProcess origin() {
    return origin.awaitReady();
  }

  NodeProcess edge() {
    return edge.awaitReady();
  }

  /** Takes the key of live/show back, or gives it again. */
  void revokeShow(boolean revoked) throws IOException {
    showRevoked = revoked;
    write();
  }

  /** The name with its query, signed for an action. */
  static String signed(String action, String name, long exp) {
    String text = "weir-1\n" + action + "\nlive\n" + name + "\n" + exp + "\n\n\n\n\na\n";
    return name + "?exp=" + exp + "&kid=a&sig=" + new HmacSecret(SIGN_SECRET).sign(text);
  }

  /** A token for publishing and playing what the patterns say, for a minute. */
  static String token(String publish, String play) {
    JWTClaimsSet claims =
        new JWTClaimsSet.Builder()
            .expirationTime(Date.from(Instant.now().plusSeconds(60)))
            .claim("publish", publish)
            .claim("play", play)
            .build();
    SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
    try {
      token.sign(new MACSigner(tokenKey()));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    return token.serialize();
  }

  private static OctetSequenceKey tokenKey() {
    return new OctetSequenceKey.Builder(
            "canary-token-secret-of-a-test-32-and-more".getBytes(StandardCharsets.UTF_8))
        .build();
  }

  double refused(NodeProcess node, String kind, String reason) {
    return node.metric(
        "weir_access_refused_total", "kind=\"" + kind + "\"", "reason=\"" + reason + "\"");
  }

  /** What the nodes said and say, wherever a secret could have got to. */
  List<String> everything() {
    return Stream.of(origin, edge)
        .flatMap(
            node ->
                Stream.concat(
                    node.log().stream(),
                    Stream.of(
                        node.get("/metrics"),
                        node.get("/api/v1/streams"),
                        node.get("/api/v1/sessions"),
                        node.get("/api/v1/nodes"))))
        .toList();
  }

  private void write() throws IOException {
    String text =
        """
        apps:
          live:
            publish: {accept: [keys, signed]}
            play: {accept: [keys, signed, open]}
          studio:
            publish: {accept: [keys], ask: adobe}
            play: {accept: [open]}
          members:
            publish: {accept: [jwt]}
            play: {accept: [jwt]}
        keys:
          %s:
            hash: %s
            adobe-salt: abc
            adobe-verifier: %s
            names: [live/show, studio/show]
            revoked: %s
          team: {hash: %s, names: ["live/team-*"]}
        signed: {keys: {a: {secret-env: SIGN}}}
        jwt: {algorithms: [HS256], jwks-file: %s}
        """
            .formatted(
                showId,
                StreamKeySecret.hash(showSecret),
                StreamKeySecret.adobeVerifier(showId, "abc", showSecret),
                showRevoked,
                StreamKeySecret.hash(teamSecret),
                keySet);
    // As careful people do it: nobody ever sees half a file.
    Path next = Files.writeString(file.resolveSibling("access.yaml.next"), text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() {
    edge.close();
    origin.close();
  }

  /** For a field of a test class. */
  static AccessNodes start() {
    try {
      return new AccessNodes(Files.createTempDirectory("weir-access"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
