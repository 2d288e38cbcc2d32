package dev.weir.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.util.List;

/** Certificates and keys in files, as operators have them. */
final class PemFiles {
  static final Duration A_YEAR = Duration.ofDays(365);

  private PemFiles() {}

  static CertificateFiles write(Path directory, String host, SelfSigned made) throws IOException {
    CertificateFiles files =
        new CertificateFiles(
            host, directory.resolve(host + "-cert.pem"), directory.resolve(host + "-key.pem"));
    made.write(files.certificate(), files.key());
    return files;
  }

  static void key(CertificateFiles files, String pem) throws IOException {
    Files.writeString(files.key(), pem);
  }

  /** As {@code openssl genrsa -traditional} writes it. */
  static String pkcs1(SelfSigned rsa) {
    List<Der.Value> outer = Der.values(rsa.key().getEncoded());
    List<Der.Value> inner = Der.values(outer.get(0).content());
    return PemBlock.text("RSA PRIVATE KEY", inner.get(2).content());
  }

  /** As {@code openssl ecparam -genkey} writes it, with the curve before it and in it. */
  static String sec1(SelfSigned ec) {
    byte[] curve = Der.oid("1.2.840.10045.3.1.7");
    return PemBlock.text("EC PARAMETERS", curve)
        + PemBlock.text("EC PRIVATE KEY", sec1(ec, Der.of(Der.CONTEXT, curve)));
  }

  static byte[] sec1(SelfSigned ec, byte[] rest) {
    byte[] secret = ((ECPrivateKey) ec.key()).getS().toByteArray();
    byte[] padded = new byte[32];
    int length = Math.min(32, secret.length);
    System.arraycopy(secret, secret.length - length, padded, 32 - length, length);
    return Der.sequence(Der.integer(BigInteger.ONE), Der.of(Der.OCTET_STRING, padded), rest);
  }
}
