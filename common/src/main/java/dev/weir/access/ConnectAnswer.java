package dev.weir.access;

import java.util.Optional;

/**
 * A policy's answer to a connect.
 *
 * @param accepted whether the client may go on to publish or play
 * @param user who it is, when it said so
 * @param description what the client is told when it may not go on; with Adobe's scheme that is a
 *     question, and the client connects again with the answer
 * @param cause of a refusal; null when it may go on, and for a question
 */
public record ConnectAnswer(
    boolean accepted, Optional<AdobeUser> user, String description, AccessRefusal cause) {
  /** Nobody minds. */
  public static final ConnectAnswer PASS = new ConnectAnswer(true, Optional.empty(), "", null);

  /** It is he. */
  public static ConnectAnswer known(AdobeUser user) {
    return new ConnectAnswer(true, Optional.of(user), "", null);
  }

  /** Connect again, and say more. */
  public static ConnectAnswer ask(String description) {
    return new ConnectAnswer(false, Optional.empty(), description, null);
  }

  /** No. */
  public static ConnectAnswer refused(AccessRefusal cause, String description) {
    return new ConnectAnswer(false, Optional.empty(), description, cause);
  }
}
