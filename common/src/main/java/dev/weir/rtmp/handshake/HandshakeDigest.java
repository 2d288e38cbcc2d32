package dev.weir.rtmp.handshake;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The HMAC-SHA256 arithmetic of the digest handshake. A "packet" is C1, S1, C2 or S2: 1536 bytes.
 *
 * <p>Its keys are public, so it authenticates nobody.
 */
final class HandshakeDigest {
  /** Bytes of C1, S1, C2 and S2 each. */
  static final int PACKET = 1536;

  /** Bytes of a digest and of a signature. */
  static final int LENGTH = 32;

  /** C1 and S1 carry their version here; zero means the simple form. */
  static final int VERSION_AT = 4;

  private static final int SIGNED = PACKET - LENGTH;
  private static final int SELECTOR_RANGE = 728;
  private static final String ALGORITHM = "HmacSHA256";
  private static final byte[] TAIL =
      HexFormat.of().parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");

  /** Who signs: each side has a key for its first packet and a longer one for its second. */
  enum Signer {
    CLIENT("Genuine Adobe Flash Player 001"),
    SERVER("Genuine Adobe Flash Media Server 001");

    private final byte[] text;
    private final byte[] full;

    Signer(String text) {
      this.text = text.getBytes(StandardCharsets.US_ASCII);
      this.full = Arrays.copyOf(this.text, this.text.length + TAIL.length);
      System.arraycopy(TAIL, 0, full, this.text.length, TAIL.length);
    }
  }

  private HandshakeDigest() {}

  /** Where the digest stands in C1 or S1; always leaves room for all 32 bytes. */
  static int position(HandshakeScheme scheme, byte[] packet) {
    int block = scheme.digestBlock();
    int sum = 0;
    for (int i = block; i < block + 4; i++) {
      sum += packet[i] & 0xFF;
    }
    return block + 4 + sum % SELECTOR_RANGE;
  }

  /** The digest that C1 or S1 should carry: over the packet without the place of the digest. */
  static byte[] digest(HandshakeScheme scheme, Signer signer, byte[] packet) {
    int position = position(scheme, packet);
    Mac mac = mac(signer.text);
    mac.update(packet, 0, position);
    mac.update(packet, position + LENGTH, SIGNED - position);
    return mac.doFinal();
  }

  /** Puts the digest into C1 or S1 and returns it. */
  static byte[] sign(HandshakeScheme scheme, Signer signer, byte[] packet) {
    byte[] digest = digest(scheme, signer, packet);
    System.arraycopy(digest, 0, packet, position(scheme, packet), LENGTH);
    return digest;
  }

  /** The 32 bytes that stand where the digest belongs. */
  static byte[] carried(HandshakeScheme scheme, byte[] packet) {
    int position = position(scheme, packet);
    return Arrays.copyOfRange(packet, position, position + LENGTH);
  }

  /**
   * The form of a received C1 or S1: the scheme whose digest verifies, scheme 1 tried first because
   * nearly all digest clients use it, or {@link HandshakeScheme#SIMPLE} for a zero version and when
   * neither verifies.
   */
  static HandshakeScheme recognise(Signer signer, byte[] packet) {
    if (hasZeroVersion(packet)) {
      return HandshakeScheme.SIMPLE;
    }
    if (verifies(HandshakeScheme.DIGEST_1, signer, packet)) {
      return HandshakeScheme.DIGEST_1;
    }
    return verifies(HandshakeScheme.DIGEST_0, signer, packet)
        ? HandshakeScheme.DIGEST_0
        : HandshakeScheme.SIMPLE;
  }

  /** The key k for S2 or C2, from the digest in the peer's C1 or S1. */
  static byte[] responseKey(Signer signer, byte[] peerDigest) {
    return mac(signer.full).doFinal(peerDigest);
  }

  /** The signature that S2 or C2 should end with. */
  static byte[] signature(byte[] responseKey, byte[] packet) {
    Mac mac = mac(responseKey);
    mac.update(packet, 0, SIGNED);
    return mac.doFinal();
  }

  /** Overwrites the last 32 bytes of S2 or C2 with their signature. */
  static void signResponse(Signer signer, byte[] peerDigest, byte[] packet) {
    byte[] signature = signature(responseKey(signer, peerDigest), packet);
    System.arraycopy(signature, 0, packet, SIGNED, LENGTH);
  }

  /** Whether S2 or C2 ends with the signature over the peer's digest. */
  static boolean responseVerifies(Signer signer, byte[] peerDigest, byte[] packet) {
    byte[] carried = Arrays.copyOfRange(packet, SIGNED, PACKET);
    return MessageDigest.isEqual(signature(responseKey(signer, peerDigest), packet), carried);
  }

  private static boolean verifies(HandshakeScheme scheme, Signer signer, byte[] packet) {
    return MessageDigest.isEqual(digest(scheme, signer, packet), carried(scheme, packet));
  }

  private static boolean hasZeroVersion(byte[] packet) {
    int bits = 0;
    for (int i = VERSION_AT; i < VERSION_AT + 4; i++) {
      bits |= packet[i];
    }
    return bits == 0;
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime must offer " + ALGORITHM, e);
    }
  }
}
