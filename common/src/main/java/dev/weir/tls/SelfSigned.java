package dev.weir.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of our own making, for trying TLS out and for tests: nobody believes it who was not
 * told to.
 */
public final class SelfSigned {
  /** UTCTime, which has two digits for the year and is what stands there until 2049. */
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final String COMMON_NAME = "2.5.4.3";
  private static final String ALTERNATIVE_NAMES = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String ECDSA_SHA256 = "1.2.840.10045.4.3.2";
  private static final String RSA_SHA256 = "1.2.840.113549.1.1.11";
  private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

  private final KeyPair pair;
  private final X509Certificate certificate;
  private final @Nullable SelfSigned issuer;

  private SelfSigned(KeyPair pair, X509Certificate certificate, @Nullable SelfSigned issuer) {
    this.pair = pair;
    this.certificate = certificate;
    this.issuer = issuer;
  }

  /** With a key on P-256, for so long from now, or negative: until so long ago. */
  public static SelfSigned ec(Duration validity, String... names) {
    return of(keys("EC", 256), null, validity, names);
  }

  /** With an RSA key of 2048 bits. */
  public static SelfSigned rsa(Duration validity, String... names) {
    return of(keys("RSA", 2048), null, validity, names);
  }

  /** A certificate that this one signs, with a key on P-256. */
  public SelfSigned issue(Duration validity, String... names) {
    return of(keys("EC", 256), this, validity, names);
  }

  /** The certificate, without those that signed it. */
  public X509Certificate certificate() {
    return certificate;
  }

  /** Its key. */
  public PrivateKey key() {
    return pair.getPrivate();
  }

  /** The certificate and those that signed it, but for the last, which signs itself. */
  public String chainPem() {
    boolean root = issuer == null || issuer.issuer == null;
    return certificatePem() + (root ? "" : issuer.chainPem());
  }

  /** The certificate alone. */
  public String certificatePem() {
    try {
      return PemBlock.text("CERTIFICATE", certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The key as PKCS#8. */
  public String keyPem() {
    return PemBlock.text("PRIVATE KEY", pair.getPrivate().getEncoded());
  }

  /** Writes both, each in one step. */
  public void write(Path certificateFile, Path keyFile) throws IOException {
    Files.writeString(certificateFile, chainPem());
    Files.writeString(keyFile, keyPem());
  }

  private static KeyPair keys(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SelfSigned of(
      KeyPair pair, @Nullable SelfSigned issuer, Duration validity, String... names) {
    try {
      PrivateKey signer = issuer == null ? pair.getPrivate() : issuer.key();
      byte[] issuerName =
          issuer == null
              ? name(names[0])
              : issuer.certificate.getSubjectX500Principal().getEncoded();
      boolean rsa = signer.getAlgorithm().equals("RSA");
      byte[] algorithm =
          rsa
              ? Der.sequence(Der.oid(RSA_SHA256), Der.nothing())
              : Der.sequence(Der.oid(ECDSA_SHA256));
      Instant end = Instant.now().plus(validity);
      Instant begin = (validity.isNegative() ? end : Instant.now()).minus(CLOCKS_DIFFER);
      byte[] content =
          Der.sequence(
              Der.of(Der.CONTEXT, Der.integer(BigInteger.TWO)),
              Der.integer(new BigInteger(64, new SecureRandom()).add(BigInteger.ONE)),
              algorithm,
              issuerName,
              Der.sequence(time(begin), time(end)),
              name(names[0]),
              pair.getPublic().getEncoded(),
              Der.of(Der.CONTEXT + 3, Der.sequence(authority(), alternatives(names))));
      Signature signature = Signature.getInstance(rsa ? "SHA256withRSA" : "SHA256withECDSA");
      signature.initSign(signer);
      signature.update(content);
      byte[] der =
          Der.sequence(content, algorithm, Der.of(Der.BIT_STRING, new byte[1], signature.sign()));
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      ByteArrayInputStream in = new ByteArrayInputStream(der);
      return new SelfSigned(pair, (X509Certificate) factory.generateCertificate(in), issuer);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] name(String text) {
    byte[] value = Der.of(Der.UTF8_STRING, text.getBytes(StandardCharsets.UTF_8));
    return Der.sequence(Der.of(Der.SET, Der.sequence(Der.oid(COMMON_NAME), value)));
  }

  private static byte[] time(Instant time) {
    return Der.of(Der.UTC_TIME, TIME.format(time).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] authority() {
    byte[] yes = Der.sequence(Der.isTrue());
    return Der.sequence(Der.oid(BASIC_CONSTRAINTS), Der.isTrue(), Der.of(Der.OCTET_STRING, yes));
  }

  private static byte[] alternatives(String... names) throws IOException {
    byte[][] all = new byte[names.length][];
    for (int i = 0; i < names.length; i++) {
      boolean address = names[i].matches("[0-9.]+|[0-9a-fA-F:]+:[0-9a-fA-F:.]*");
      all[i] =
          address
              ? Der.of(0x87, InetAddress.getByName(names[i]).getAddress())
              : Der.of(0x82, names[i].getBytes(StandardCharsets.US_ASCII));
    }
    return Der.sequence(Der.oid(ALTERNATIVE_NAMES), Der.of(Der.OCTET_STRING, Der.sequence(all)));
  }
}
