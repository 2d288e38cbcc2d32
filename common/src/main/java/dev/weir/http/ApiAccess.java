package dev.weir.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Who may read {@code /api/}. Health, metrics and media routes are not its business. */
@FunctionalInterface
public interface ApiAccess {
  /** Everybody; for a port that only the operator's network reaches. */
  ApiAccess OPEN = bearer -> true;

  /**
   * Decides on one request; called on an event loop, answers at once.
   *
   * @param bearer the token in the Authorization header, or null when there is none
   */
  boolean allows(String bearer);

  /**
   * Whether the one whom this token belongs to may also change something, such as drain the node.
   *
   * @param bearer as in {@link #allows}
   */
  default boolean mayOperate(String bearer) {
    return allows(bearer);
  }

  /** Those who send this bearer token. Takes the same time for every wrong one. */
  static ApiAccess token(String token) {
    byte[] expected = digest(token);
    return bearer -> bearer != null && MessageDigest.isEqual(expected, digest(bearer));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
