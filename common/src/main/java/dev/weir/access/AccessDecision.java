package dev.weir.access;

import java.util.Objects;

/**
 * A policy's answer.
 *
 * @param allowed yes or no
 * @param reason for the peer and the log when it is no; encoders show it
 * @param priority of a publisher: the higher one keeps or takes a contested stream
 * @param identity who it is, as far as the policy can tell: an opaque text without secrets, equal
 *     for equal credentials. A publisher's next connection takes over from its last by it
 */
public record AccessDecision(boolean allowed, String reason, int priority, String identity) {
  /** What a publisher has when nobody says anything else. */
  public static final int ORDINARY_PRIORITY = 100;

  public AccessDecision {
    Objects.requireNonNull(identity);
  }

  /** Yes. */
  public static AccessDecision allowed(int priority, String identity) {
    return new AccessDecision(true, "", priority, identity);
  }

  /** No. */
  public static AccessDecision refused(String reason) {
    return new AccessDecision(false, reason, ORDINARY_PRIORITY, "");
  }
}
