package dev.weir.access;

import dev.weir.stream.StreamKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * The secret of a stream key: {@code sk_live_} and 160 random bits in base32, small letters. The
 * prefix is there for those who search logs and repositories for secrets that leaked.
 */
public final class StreamKeySecret {
  /** What every secret begins with. */
  public static final String PREFIX = "sk_live_";

  private static final int RANDOM_BYTES = 20;
  private static final int ID_BYTES = 5;
  private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

  /** A secret, also a broken one: whole, cut off at the front, or with something around it. */
  private static final Pattern SECRETIVE =
      Pattern.compile("(?i).*(sk_live|[a-z2-7]{32}).*", Pattern.DOTALL);

  private static final Pattern RANDOM = Pattern.compile("(sk_live_)?[a-z2-7]{32}");

  /** Stands for a name that is, or may be meant as, a secret. */
  private static final String MASK = PREFIX + "hidden";

  private StreamKeySecret() {}

  /** A new one. */
  public static String random(SecureRandom random) {
    return PREFIX + base32(random, RANDOM_BYTES);
  }

  /** An id for a key: short, and not in use as far as chance goes. */
  public static String randomId(SecureRandom random) {
    return base32(random, ID_BYTES);
  }

  /** What is kept of a secret. Fast on purpose: there are 160 bits to guess, and no dictionary. */
  public static String hash(String secret) {
    return Digests.hex(Digests.sha256(secret.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * What is kept of a secret for Adobe's scheme, whose digest is MD5: its weakness are collisions,
   * and what is asked of it here is that nobody gets from it to 160 random bits.
   */
  public static String adobeVerifier(String id, String salt, String secret) {
    byte[] text = (id + salt + secret).getBytes(StandardCharsets.UTF_8);
    return Base64.getEncoder().encodeToString(Digests.md5(text));
  }

  /** Whether a name may be a secret, or was meant to be one. */
  public static boolean isSecretive(String name) {
    return SECRETIVE.matcher(name).matches();
  }

  /** Whether a secret looks like those that are made here, rather than chosen by somebody. */
  public static boolean isRandom(String secret) {
    return RANDOM.matcher(secret).matches();
  }

  /** The stream as it may be logged and shown. */
  public static StreamKey masked(StreamKey key) {
    return isSecretive(key.name()) ? new StreamKey(key.app(), MASK) : key;
  }

  private static String base32(SecureRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    StringBuilder text = new StringBuilder(count * 8 / 5);
    long bits = 0;
    int left = 0;
    for (byte b : bytes) {
      bits = (bits << 8) | (b & 0xff);
      for (left += 8; left >= 5; left -= 5) {
        text.append(BASE32.charAt((int) (bits >>> (left - 5)) & 31));
      }
    }
    return text.toString();
  }
}
