package dev.weir.access;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the nodes of a cluster know and nobody else: by it one proves to the other that it is one of
 * them, and what it wants. The secret itself never travels.
 */
public final class NodeSecret {
  private static final String ALGORITHM = "HmacSHA256";

  private final List<byte[]> secrets;

  /**
   * @param secrets the first one is used for proofs, all of them are accepted, so that a cluster
   *     changes its secret node by node
   */
  public NodeSecret(List<String> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("no secret");
    }
    this.secrets = secrets.stream().map(secret -> secret.getBytes(StandardCharsets.UTF_8)).toList();
  }

  /**
   * A proof of knowing the secret.
   *
   * @param fields what it is proven for, in order; another split of the same text is another proof
   * @return 64 hex digits
   */
  public String prove(String... fields) {
    return HexFormat.of().formatHex(proof(secrets.get(0), fields));
  }

  /** Whether somebody who knows the secret made this proof for these fields. */
  public boolean isProof(String proof, String... fields) {
    byte[] given = proof.getBytes(StandardCharsets.UTF_8);
    boolean found = false;
    for (byte[] secret : secrets) {
      String expected = HexFormat.of().formatHex(proof(secret, fields));
      found |= MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given);
    }
    return found;
  }

  private static byte[] proof(byte[] secret, String... fields) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret, ALGORITHM));
      for (String field : fields) {
        byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
        mac.update(bytes);
      }
      return mac.doFinal();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HMAC-SHA256", e);
    }
  }

  @Override
  public String toString() {
    return "secret";
  }
}
