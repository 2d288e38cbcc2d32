package dev.weir.tls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Reads private keys in the forms that certificate authorities and openssl hand out. */
final class PrivateKeys {
  private static final String RSA = "1.2.840.113549.1.1.1";
  private static final String EC = "1.2.840.10045.2.1";

  private PrivateKeys() {}

  /**
   * The first key of a PEM file; throws IllegalArgumentException with what is wrong with it.
   *
   * @param algorithm of the certificate's key: RSA or EC
   */
  static PrivateKey read(byte[] pem, String algorithm) {
    PemBlock block =
        PemBlock.of(pem).stream()
            .filter(found -> found.label().endsWith("PRIVATE KEY"))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("has no private key in PEM form"));
    if (block.encrypted()) {
      throw new IllegalArgumentException("is encrypted; a key without a passphrase is needed");
    }
    try {
      PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8(block));
      return KeyFactory.getInstance(algorithm).generatePrivate(spec);
    } catch (GeneralSecurityException e) {
      // Its message may quote the key.
      throw new IllegalArgumentException("has no " + algorithm + " key that can be read");
    }
  }

  private static byte[] pkcs8(PemBlock block) {
    return switch (block.label()) {
      case "PRIVATE KEY" -> block.der();
      case "RSA PRIVATE KEY" -> wrapped(block.der(), Der.oid(RSA), Der.nothing());
      case "EC PRIVATE KEY" -> wrapped(block.der(), Der.oid(EC), curve(block.der()));
      default -> throw new IllegalArgumentException("has a key of an unknown form");
    };
  }

  private static byte[] wrapped(byte[] key, byte[] algorithm, byte[] parameters) {
    return Der.sequence(
        Der.integer(BigInteger.ZERO),
        Der.sequence(algorithm, parameters),
        Der.of(Der.OCTET_STRING, key));
  }

  /** The curve's name, which stands inside of SEC 1 and outside of the key in PKCS#8. */
  private static byte[] curve(byte[] sec1) {
    List<Der.Value> outer = Der.values(sec1);
    return (outer.isEmpty() ? outer : Der.values(outer.get(0).content()))
        .stream()
            .filter(value -> value.tag() == Der.CONTEXT)
            .map(Der.Value::content)
            .findFirst()
            .orElseThrow(
                () -> new IllegalArgumentException("does not name its curve; use PKCS#8 instead"));
  }
}
