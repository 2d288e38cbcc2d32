package dev.weir.access.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/** An issuer of tokens, for tests. */
public final class Tokens {
  public static final long EXP = 1_800_000_000L;

  public static final OctetSequenceKey SHARED =
      new OctetSequenceKey.Builder(
              "a shared secret of 32 characters!".getBytes(StandardCharsets.UTF_8))
          .keyID("hs")
          .build();
  public static final RSAKey RSA = rsa("rs", 2_048);
  public static final RSAKey NEXT_RSA = rsa("rs-next", 2_048);
  public static final ECKey EC = ec("es", Curve.P_256);
  public static final ECKey EC_384 = ec("es384", Curve.P_384);
  public static final ECKey EC_512 = ec("es512", Curve.P_521);

  private Tokens() {}

  public static RSAKey rsa(String id, int bits) {
    try {
      return new RSAKeyGenerator(bits, true).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  static ECKey ec(String id, Curve curve) {
    try {
      return new ECKeyGenerator(curve).keyID(id).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits until signatures are checked as fast as they can be here. */
  public static void loadNativeCrypto() {
    NativeCrypto.load().join();
  }

  /** A key set with the public halves; shared secrets stay what they are. */
  public static String keySet(JWK... keys) {
    return Arrays.stream(keys)
        .map(key -> key instanceof OctetSequenceKey ? key : key.toPublicJWK())
        .map(JWK::toJSONString)
        .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  /** For an hour before {@link #EXP}, for publishing live/show and playing live/*. */
  public static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer("https://issuer.example")
        .audience("weir")
        .subject("user-1")
        .expirationTime(new Date(EXP * 1_000))
        .claim("publish", "live/show")
        .claim("play", List.of("live/*", "vod/one"));
  }

  public static String token(JWK key, JWSAlgorithm algorithm, JWTClaimsSet.Builder claims) {
    return token(key, new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).build(), claims);
  }

  public static String token(JWK key, JWSHeader header, JWTClaimsSet.Builder claims) {
    try {
      JWSSigner signer =
          key instanceof OctetSequenceKey shared
              ? new MACSigner(shared)
              : key instanceof ECKey curve
                  ? new ECDSASigner(curve)
                  : new RSASSASigner(key.toRSAKey());
      SignedJWT jwt = new SignedJWT(header, claims.build());
      jwt.sign(signer);
      return jwt.serialize();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }
}
