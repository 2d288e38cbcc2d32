package dev.weir.access;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A shared secret; equal to another one of the same bytes, and never printed. */
public final class HmacSecret {
  /** The fewest characters that a secret may have. */
  public static final int LENGTH_MIN = 16;

  private final byte[] bytes;

  /** The secret as it is written. */
  public HmacSecret(String text) {
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  /** HMAC-SHA256 with it, in lower-case hex. */
  public String sign(String text) {
    return Digests.hex(sign(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** HMAC-SHA256 with it. */
  public byte[] sign(byte[] text) {
    return Digests.hmacSha256(bytes, text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HmacSecret secret && Arrays.equals(secret.bytes, bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "***";
  }
}
