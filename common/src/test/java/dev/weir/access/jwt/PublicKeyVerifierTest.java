package dev.weir.access.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** All algorithms, by the JDK and by native code where that can be loaded. */
class PublicKeyVerifierTest {
  private static final Map<JWSAlgorithm, JWK> KEYS =
      Map.of(
          JWSAlgorithm.RS256, Tokens.RSA,
          JWSAlgorithm.RS384, Tokens.RSA,
          JWSAlgorithm.RS512, Tokens.RSA,
          JWSAlgorithm.PS256, Tokens.RSA,
          JWSAlgorithm.PS384, Tokens.RSA,
          JWSAlgorithm.PS512, Tokens.RSA,
          JWSAlgorithm.ES256, Tokens.EC,
          JWSAlgorithm.ES384, Tokens.EC_384,
          JWSAlgorithm.ES512, Tokens.EC_512);
  private static final byte[] TEXT = {1, 2, 3};

  @BeforeAll
  static void loadNativeCrypto() {
    Tokens.loadNativeCrypto();
  }

  static Stream<Arguments> everyWay() {
    return KEYS.keySet().stream()
        .sorted(Comparator.comparing(JWSAlgorithm::getName))
        .flatMap(algorithm -> Stream.of(false, true).map(fast -> Arguments.of(algorithm, fast)));
  }

  private static PublicKeyVerifier verifier(JWK key, Supplier<Provider> providers) {
    try {
      return key instanceof ECKey curve
          ? PublicKeyVerifier.of(curve, providers).orElseThrow()
          : PublicKeyVerifier.of(key.toRSAKey(), providers);
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  private static PublicKeyVerifier verifier(JWK key, boolean fast) {
    return verifier(key, fast ? NativeCrypto::provider : () -> null);
  }

  private static SignedToken token(JWSAlgorithm algorithm, String subject) {
    JWK key = KEYS.get(algorithm);
    return SignedToken.of(Tokens.token(key, algorithm, Tokens.claims().subject(subject)))
        .orElseThrow();
  }

  private static boolean verified(
      PublicKeyVerifier verifier, JWSAlgorithm algorithm, byte[] text, byte[] signature) {
    try {
      return verifier.verify(new JWSHeader(algorithm), text, Base64URL.encode(signature));
    } catch (JOSEException e) {
      return false;
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void aKeptSignatureIsAsGoodAsNewAfterAForgedOne(JWSAlgorithm algorithm, boolean fast) {
    PublicKeyVerifier verifier = verifier(KEYS.get(algorithm), fast);
    for (int i = 0; i < 20; i++) {
      SignedToken token = token(algorithm, "u" + i);
      byte[] text = token.signed();
      byte[] signature = token.signatureText().decode();
      byte[] forged = signature.clone();
      forged[forged.length / 2] ^= 1;
      byte[] longText = new byte[100_000];

      assertThat(verified(verifier, algorithm, text, forged)).isFalse();
      assertThat(verified(verifier, algorithm, text, signature)).isTrue();
      assertThat(verified(verifier, algorithm, longText, signature)).isFalse();
      assertThat(verified(verifier, algorithm, text, signature)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void whatCannotBeASignatureIsNone(JWSAlgorithm algorithm, boolean fast) {
    PublicKeyVerifier verifier = verifier(KEYS.get(algorithm), fast);
    SignedToken token = token(algorithm, "u");
    byte[] good = token.signatureText().decode();
    byte[] ahead = new byte[good.length + 1];
    System.arraycopy(good, 0, ahead, 1, good.length);
    byte[] ones = new byte[good.length];
    Arrays.fill(ones, (byte) 0xff);

    for (byte[] bad :
        List.of(
            new byte[0],
            new byte[1],
            new byte[good.length],
            new byte[4_096],
            ones,
            ahead,
            Arrays.copyOf(good, good.length + 1),
            Arrays.copyOf(good, good.length + 2),
            Arrays.copyOf(good, good.length - 1),
            Arrays.copyOf(good, good.length / 2))) {
      assertThat(verified(verifier, algorithm, token.signed(), bad)).isFalse();
      assertThat(verified(verifier, algorithm, token.signed(), good)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void anotherAlgorithmIsNotTheOneThatWasUsed(JWSAlgorithm algorithm, boolean fast) {
    PublicKeyVerifier verifier = verifier(KEYS.get(algorithm), fast);
    SignedToken token = token(algorithm, "u");
    byte[] good = token.signatureText().decode();
    for (JWSAlgorithm other : KEYS.keySet()) {
      assertThat(verified(verifier, other, token.signed(), good))
          .as(other.getName())
          .isEqualTo(other.equals(algorithm));
    }
    assertThat(verified(verifier, JWSAlgorithm.HS256, token.signed(), good)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void onlyTheTwoNumbersOfACurveCount(JWSAlgorithm algorithm, boolean fast) throws Exception {
    if (!JWSAlgorithm.Family.EC.contains(algorithm)) {
      return;
    }
    PublicKeyVerifier verifier = verifier(KEYS.get(algorithm), fast);
    SignedToken token = token(algorithm, "u");
    byte[] good = token.signatureText().decode();
    byte[] der = ECDSA.transcodeSignatureToDER(good);
    byte[] half = good.clone();
    Arrays.fill(half, 0, half.length / 2, (byte) 0);

    assertThat(verified(verifier, algorithm, token.signed(), der)).isFalse();
    assertThat(verified(verifier, algorithm, token.signed(), half)).isFalse();
    assertThat(verified(verifier, algorithm, token.signed(), good)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void theSaltIsAsLongAsTheDigestAndTheMaskIsOfIt(JWSAlgorithm algorithm, boolean fast)
      throws Exception {
    if (!algorithm.equals(JWSAlgorithm.PS256)) {
      return;
    }
    PublicKeyVerifier verifier = verifier(Tokens.RSA, fast);
    assertThat(verified(verifier, algorithm, TEXT, pss(MGF1ParameterSpec.SHA256, 32))).isTrue();
    assertThat(verified(verifier, algorithm, TEXT, pss(MGF1ParameterSpec.SHA256, 20))).isFalse();
    assertThat(verified(verifier, algorithm, TEXT, pss(MGF1ParameterSpec.SHA256, 0))).isFalse();
    assertThat(verified(verifier, algorithm, TEXT, pss(MGF1ParameterSpec.SHA1, 32))).isFalse();
  }

  private static byte[] pss(MGF1ParameterSpec mask, int salt) throws Exception {
    Signature signature = Signature.getInstance("RSASSA-PSS");
    signature.setParameter(new PSSParameterSpec("SHA-256", "MGF1", mask, salt, 1));
    signature.initSign(Tokens.RSA.toRSAPrivateKey());
    signature.update(TEXT);
    return signature.sign();
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void threadsDoNotMeet(JWSAlgorithm algorithm, boolean fast) throws Exception {
    PublicKeyVerifier verifier = verifier(KEYS.get(algorithm), fast);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Integer>> wrong = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      SignedToken token = token(algorithm, "u" + t);
      byte[] good = token.signatureText().decode();
      byte[] other = token(algorithm, "other" + t).signatureText().decode();
      wrong.add(
          threads.submit(
              () -> {
                int mistakes = 0;
                for (int i = 0; i < 25; i++) {
                  mistakes += verified(verifier, algorithm, token.signed(), good) ? 0 : 1;
                  mistakes += verified(verifier, algorithm, token.signed(), other) ? 1 : 0;
                }
                return mistakes;
              }));
    }
    for (Future<Integer> thread : wrong) {
      assertThat(thread.get(60, TimeUnit.SECONDS)).isZero();
    }
    threads.shutdown();
  }

  @Test
  void aFewAreKeptAndOnesOfTheOtherProviderAreNot() throws Exception {
    SignatureScheme scheme = SignatureScheme.of(JWSAlgorithm.RS256);
    AtomicReference<Provider> provider = new AtomicReference<>();
    List<KeptSignatures> within = new ArrayList<>();
    SignedToken token = token(JWSAlgorithm.RS256, "u");
    byte[] good = token.signatureText().decode();
    // While one is in use the next is made: more at once than are kept.
    int[] depth = {0};
    Supplier<Provider> nested =
        () -> {
          if (depth[0]++ < 2 * KeptSignatures.KEPT_MAX) {
            verify(within.get(0), token.signed(), good);
          }
          return provider.get();
        };
    within.add(new KeptSignatures(scheme, Tokens.RSA.toRSAPublicKey(), nested));
    KeptSignatures kept = within.get(0);
    for (int i = 0; i < 3; i++) {
      assertThat(verify(kept, token.signed(), good)).isTrue();
      assertThat(kept.kept()).isBetween(1, KeptSignatures.KEPT_MAX);
      provider.set(NativeCrypto.provider());
    }
  }

  private static boolean verify(KeptSignatures kept, byte[] text, byte[] signature) {
    try {
      return kept.verify(text, signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aProviderThatDoesNotTakeAKeyLeavesItToTheJdk() {
    Provider nothing = new Provider("Nothing", "1", "has nothing") {};
    for (JWSAlgorithm algorithm : KEYS.keySet()) {
      SignedToken token = token(algorithm, "u");
      PublicKeyVerifier verifier = verifier(KEYS.get(algorithm), () -> nothing);
      byte[] good = token.signatureText().decode();
      assertThat(verified(verifier, algorithm, token.signed(), good)).isTrue();
    }
  }

  @Test
  void aLongExponentIsForTheJdk() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    BigInteger exponent = BigInteger.TWO.pow(40).add(BigInteger.valueOf(15));
    generator.initialize(new RSAKeyGenParameterSpec(2_048, exponent));
    KeyPair pair = generator.generateKeyPair();
    RSAKey key =
        new RSAKey.Builder((RSAPublicKey) pair.getPublic())
            .privateKey((RSAPrivateKey) pair.getPrivate())
            .build();
    PublicKeyVerifier verifier = verifier(key, true);
    SignedToken token =
        SignedToken.of(Tokens.token(key, JWSAlgorithm.RS256, Tokens.claims())).orElseThrow();
    byte[] good = token.signatureText().decode();

    assertThat(verified(verifier, JWSAlgorithm.RS256, token.signed(), good)).isTrue();
    assertThat(verifier.slow()).isTrue();
  }

  @Test
  void whatIsSlowDependsOnWhoDoesIt() {
    for (boolean fast : new boolean[] {false, NativeCrypto.provider() != null}) {
      assertThat(verifier(Tokens.RSA, fast).slow()).isFalse();
      assertThat(verifier(Tokens.rsa("long", 3_072), fast).slow()).isEqualTo(!fast);
      assertThat(verifier(Tokens.EC, fast).slow()).isEqualTo(!fast);
      assertThat(verifier(Tokens.EC_384, fast).slow()).isTrue();
      assertThat(verifier(Tokens.EC_512, fast).slow()).isTrue();
    }
  }

  @Test
  void anotherCurveIsForNoToken() throws Exception {
    ECKey bitcoin =
        ECKey.parse(
            "{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"kid\":\"k\","
                + "\"x\":\"eb5mfvncu6xVoGKVzocLBwKb_NstzijZWfKBWxb4F5g\","
                + "\"y\":\"SDradyajxGVdpPv8DhEIqP0XtEimhVQZnEfQj_sQ1Lg\"}");
    assertThat(bitcoin.getCurve()).isEqualTo(Curve.SECP256K1);
    assertThat(PublicKeyVerifier.of(bitcoin, () -> null)).isEmpty();
  }
}
