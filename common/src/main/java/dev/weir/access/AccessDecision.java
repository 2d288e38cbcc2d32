package dev.weir.access;

/**
 * A policy's answer.
 *
 * @param allowed yes or no
 * @param reason for the peer and the log when it is no; encoders show it
 * @param priority of a publisher: the higher one keeps or takes a contested stream
 */
public record AccessDecision(boolean allowed, String reason, int priority) {
  /** Yes, with the ordinary priority. */
  public static final AccessDecision ALLOWED = new AccessDecision(true, "", 0);

  /** No. */
  public static AccessDecision refused(String reason) {
    return new AccessDecision(false, reason, 0);
  }
}
