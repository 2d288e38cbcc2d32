package dev.weir.access.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How Java names an algorithm of RFC 7518, sections 3.3 to 3.5.
 *
 * @param name of Java's
 * @param parameters null when it has none
 */
record SignatureScheme(String name, @Nullable PSSParameterSpec parameters) {
  /** Two numbers one after the other, which is what a token has; Java's default is DER. */
  private static final String PLAIN = "withECDSAinP1363Format";

  private static final Map<JWSAlgorithm, SignatureScheme> ALL =
      Map.of(
          JWSAlgorithm.RS256, new SignatureScheme("SHA256withRSA", null),
          JWSAlgorithm.RS384, new SignatureScheme("SHA384withRSA", null),
          JWSAlgorithm.RS512, new SignatureScheme("SHA512withRSA", null),
          JWSAlgorithm.PS256, pss("SHA-256", MGF1ParameterSpec.SHA256, 32),
          JWSAlgorithm.PS384, pss("SHA-384", MGF1ParameterSpec.SHA384, 48),
          JWSAlgorithm.PS512, pss("SHA-512", MGF1ParameterSpec.SHA512, 64),
          JWSAlgorithm.ES256, new SignatureScheme("SHA256" + PLAIN, null),
          JWSAlgorithm.ES384, new SignatureScheme("SHA384" + PLAIN, null),
          JWSAlgorithm.ES512, new SignatureScheme("SHA512" + PLAIN, null));

  /** Null for one that no public key has. */
  static @Nullable SignatureScheme of(JWSAlgorithm algorithm) {
    return ALL.get(algorithm);
  }

  private static SignatureScheme pss(String digest, MGF1ParameterSpec mask, int saltBytes) {
    return new SignatureScheme(
        "RSASSA-PSS", new PSSParameterSpec(digest, "MGF1", mask, saltBytes, 1));
  }

  /**
   * A signature that is ready to be verified.
   *
   * @param provider null for the JVM's own choice
   */
  Signature start(@Nullable Provider provider, PublicKey key) throws GeneralSecurityException {
    Signature signature =
        provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
    if (parameters != null) {
      signature.setParameter(parameters);
    }
    signature.initVerify(key);
    return signature;
  }
}
