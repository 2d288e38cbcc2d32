package dev.weir.access.jwt;

import com.nimbusds.jose.util.Base64URL;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A token's three parts, as they were sent (RFC 7515, section 3.1).
 *
 * @param header in base64url, as are the others
 */
record SignedToken(String header, String payload, String signature) {
  /**
   * Takes it apart.
   *
   * @return empty when it has not three parts, or characters that no token has
   */
  static Optional<SignedToken> of(String text) {
    int first = text.indexOf('.');
    int second = text.indexOf('.', first + 1);
    if (first < 1 || second < first + 2 || second == text.length() - 1) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      if (!(isBase64(text.charAt(i)) || i == first || i == second)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new SignedToken(
            text.substring(0, first),
            text.substring(first + 1, second),
            text.substring(second + 1)));
  }

  private static boolean isBase64(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** What the signature is of. */
  byte[] signed() {
    return (header + '.' + payload).getBytes(StandardCharsets.US_ASCII);
  }

  Base64URL signatureText() {
    return new Base64URL(signature);
  }

  /**
   * The text of a part.
   *
   * @throws IllegalArgumentException when it is none
   */
  static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }
}
