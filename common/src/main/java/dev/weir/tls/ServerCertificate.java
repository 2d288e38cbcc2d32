package dev.weir.tls;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A certificate that can be served: chain and key belong together.
 *
 * @param chain the server's first
 */
record ServerCertificate(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] PROBE = {9, 3, 5};

  /** Reads and checks; throws {@link TlsException}. */
  static ServerCertificate read(CertificateFiles files, Map<Path, byte[]> contents) {
    List<X509Certificate> chain;
    try {
      chain = certificates(contents.get(files.certificate()));
      checkChain(chain);
    } catch (IllegalArgumentException e) {
      throw files.certificateIs(e.getMessage());
    }
    PublicKey certified = chain.get(0).getPublicKey();
    if (!certified.getAlgorithm().equals("RSA") && !certified.getAlgorithm().equals("EC")) {
      throw files.certificateIs("has a key that is neither RSA nor EC");
    }
    try {
      PrivateKey key = PrivateKeys.read(contents.get(files.key()), certified.getAlgorithm());
      checkPair(key, certified);
      return new ServerCertificate(chain, key);
    } catch (IllegalArgumentException e) {
      throw files.keyIs(e.getMessage());
    }
  }

  /** Certificates of a PEM file, at least one; throws IllegalArgumentException. */
  static List<X509Certificate> certificates(byte[] pem) {
    try {
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<X509Certificate> chain = new ArrayList<>();
      for (PemBlock block : PemBlock.of(pem)) {
        if (block.label().endsWith("CERTIFICATE")) {
          ByteArrayInputStream in = new ByteArrayInputStream(block.der());
          chain.add((X509Certificate) factory.generateCertificate(in));
        }
      }
      if (chain.isEmpty()) {
        throw new IllegalArgumentException("has no certificate in PEM form");
      }
      return List.copyOf(chain);
    } catch (CertificateException e) {
      throw new IllegalArgumentException("has a certificate that cannot be read");
    }
  }

  /** A client that knows only the root follows the chain from signature to signature. */
  private static void checkChain(List<X509Certificate> chain) {
    for (int i = 0; i + 1 < chain.size(); i++) {
      try {
        chain.get(i).verify(chain.get(i + 1).getPublicKey());
      } catch (GeneralSecurityException e) {
        throw new IllegalArgumentException(
            "is no chain: certificate %d is not signed by certificate %d".formatted(i + 1, i + 2));
      }
    }
  }

  private static void checkPair(PrivateKey key, PublicKey certified) {
    boolean pair;
    try {
      String algorithm = key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(PROBE);
      byte[] signed = signer.sign();
      signer.initVerify(certified);
      signer.update(PROBE);
      pair = signer.verify(signed);
    } catch (GeneralSecurityException e) {
      pair = false;
    }
    if (!pair) {
      throw new IllegalArgumentException("is not the key of the certificate");
    }
  }

  /** When the first certificate of the chain ends. */
  Instant notAfter() {
    return chain.stream()
        .map(certificate -> certificate.getNotAfter().toInstant())
        .min(Instant::compareTo)
        .orElseThrow();
  }

  Instant notBefore() {
    return chain.get(0).getNotBefore().toInstant();
  }
}
