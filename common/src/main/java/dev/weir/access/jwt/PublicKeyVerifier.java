package dev.weir.access.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Verifies by a public key, with what was made ready for it before. Any thread may use it. */
final class PublicKeyVerifier extends BaseJWSProvider implements JWSVerifier {
  private static final Map<Curve, JWSAlgorithm> CURVES =
      Map.of(
          Curve.P_256, JWSAlgorithm.ES256,
          Curve.P_384, JWSAlgorithm.ES384,
          Curve.P_521, JWSAlgorithm.ES512);

  /** With a longer modulus or exponent the JDK takes more than 0.1 ms. */
  private static final int RSA_BITS_FAST = 2_048;

  /** With a longer one AWS-LC does. */
  private static final int RSA_BITS_FAST_NATIVE = 3_072;

  /** That of 65537; AWS-LC refuses signatures by some of the longer ones (RFC 8017 does not). */
  private static final int EXPONENT_BITS_FAST = 17;

  private final Supplier<@Nullable Provider> providers;
  private final boolean fastByJdk;
  private final boolean fastNative;
  private final Map<JWSAlgorithm, KeptSignatures> signatures;

  private PublicKeyVerifier(
      PublicKey key,
      Set<JWSAlgorithm> algorithms,
      boolean fastByJdk,
      boolean fastNative,
      Supplier<@Nullable Provider> providers) {
    super(algorithms);
    this.fastByJdk = fastByJdk;
    this.fastNative = fastNative;
    this.providers = providers;
    this.signatures =
        algorithms.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    algorithm -> algorithm,
                    algorithm ->
                        new KeptSignatures(SignatureScheme.of(algorithm), key, providers)));
  }

  /**
   * For RS256 to PS512.
   *
   * @param providers the native one; null while there is none
   */
  static PublicKeyVerifier of(RSAKey key, Supplier<@Nullable Provider> providers)
      throws JOSEException {
    int bits = key.size();
    boolean usual = key.getPublicExponent().decodeToBigInteger().bitLength() <= EXPONENT_BITS_FAST;
    return new PublicKeyVerifier(
        key.toRSAPublicKey(),
        Set.copyOf(JWSAlgorithm.Family.RSA),
        usual && bits <= RSA_BITS_FAST,
        usual && bits <= RSA_BITS_FAST_NATIVE,
        usual ? providers : () -> null);
  }

  /**
   * For the one algorithm that its curve is for.
   *
   * @return empty when that is none of ES256, ES384 and ES512
   */
  static Optional<PublicKeyVerifier> of(ECKey key, Supplier<@Nullable Provider> providers)
      throws JOSEException {
    JWSAlgorithm algorithm = CURVES.get(key.getCurve());
    return algorithm == null
        ? Optional.empty()
        : Optional.of(
            new PublicKeyVerifier(
                key.toECPublicKey(),
                Set.of(algorithm),
                false,
                algorithm.equals(JWSAlgorithm.ES256),
                providers));
  }

  /** Whether the mathematics take longer than an event loop has, as things are now. */
  boolean slow() {
    return !(providers.get() == null ? fastByJdk : fastNative);
  }

  @Override
  public boolean verify(JWSHeader header, byte[] text, Base64URL signature) throws JOSEException {
    JWSAlgorithm algorithm = header.getAlgorithm();
    KeptSignatures kept = signatures.get(algorithm);
    if (kept == null) {
      return false;
    }
    byte[] bytes = Base64.getUrlDecoder().decode(signature.toString());
    if (JWSAlgorithm.Family.EC.contains(algorithm)) {
      // Zeros are a signature of anything to some JDKs (CVE-2022-21449).
      ECDSA.ensureLegalSignature(bytes, algorithm);
    }
    try {
      return kept.verify(text, bytes);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
