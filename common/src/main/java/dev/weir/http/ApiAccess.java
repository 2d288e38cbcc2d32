package dev.weir.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may use {@code /api/}. Health, metrics and media routes are not its business. */
@FunctionalInterface
public interface ApiAccess {
  /** Everybody may do everything; for a port that only the operator reaches. */
  ApiAccess OPEN = bearer -> Optional.of(ApiScope.ADMIN);

  /**
   * What the sender of a request may do; called on an event loop, answers at once.
   *
   * @param bearer the token in the Authorization header, or null when there is none
   * @return empty for nothing
   */
  Optional<ApiScope> scope(String bearer);

  /**
   * Those who send one of these tokens. Takes the same time for every wrong one: what is compared
   * are hashes, all of them.
   */
  static ApiAccess tokens(Map<ApiScope, List<String>> tokens) {
    record Known(ApiScope scope, byte[] hash) {}
    List<Known> known = new ArrayList<>();
    tokens.forEach((scope, all) -> all.forEach(one -> known.add(new Known(scope, digest(one)))));
    return bearer -> {
      byte[] given = digest(bearer == null ? "" : bearer);
      ApiScope best = null;
      for (Known token : known) {
        boolean equal = MessageDigest.isEqual(token.hash(), given);
        if (equal && (best == null || token.scope().covers(best))) {
          best = token.scope();
        }
      }
      return bearer == null ? Optional.empty() : Optional.ofNullable(best);
    };
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
