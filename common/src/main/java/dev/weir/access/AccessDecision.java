package dev.weir.access;

import dev.weir.stream.StreamKey;
import java.util.Objects;
import java.util.Optional;

/**
 * A policy's answer.
 *
 * @param allowed yes or no
 * @param reason for the peer and the log when it is no; encoders show it, and it holds no secret
 * @param priority of a publisher: the higher one keeps or takes a contested stream
 * @param identity who it is, as far as the policy can tell: an opaque text without secrets, equal
 *     for equal credentials. A publisher's next connection takes over from its last by it
 * @param key the stream that the credential stands for, when the name that was sent is the secret
 *     itself; empty when the name is what it says
 * @param untilMillis when the session ends, by the wall clock; {@link Long#MAX_VALUE} for never
 * @param limits what the credential grants at most
 * @param credential which one it was, such as {@code key:ab12} or {@code jwt:2026-a}: the method, a
 *     colon and an id that is no secret; empty when nothing was checked
 * @param cause of a refusal; null when allowed
 */
public record AccessDecision(
    boolean allowed,
    String reason,
    int priority,
    String identity,
    Optional<StreamKey> key,
    long untilMillis,
    AccessLimits limits,
    String credential,
    AccessRefusal cause) {
  /** What a publisher has when nobody says anything else. */
  public static final int ORDINARY_PRIORITY = 100;

  public AccessDecision {
    Objects.requireNonNull(identity);
    Objects.requireNonNull(credential);
    if (allowed != (cause == null)) {
      throw new IllegalArgumentException("a refusal has a cause, and only a refusal");
    }
  }

  /** Yes, for ever and without limits. */
  public static AccessDecision allowed(int priority, String identity) {
    return new AccessDecision(
        true,
        "",
        priority,
        identity,
        Optional.empty(),
        Long.MAX_VALUE,
        AccessLimits.NONE,
        "",
        null);
  }

  /** No, with a sentence for whoever asked. */
  public static AccessDecision refused(AccessRefusal cause, String reason) {
    return new AccessDecision(
        false,
        reason,
        ORDINARY_PRIORITY,
        "",
        Optional.empty(),
        Long.MAX_VALUE,
        AccessLimits.NONE,
        "",
        Objects.requireNonNull(cause));
  }

  /** The answer when a policy failed to give one. */
  public static AccessDecision unavailable() {
    return refused(AccessRefusal.UNAVAILABLE, "Access cannot be checked.");
  }

  /** Whether it says nothing but that its kind of credential was not shown. */
  public boolean isNotMine() {
    return cause == AccessRefusal.NO_CREDENTIALS;
  }

  /** The stream that is meant, when this one was asked for. */
  public StreamKey streamOf(AccessRequest request) {
    return key.orElse(request.key());
  }

  /** This, for this stream whatever name was sent. */
  public AccessDecision forStream(StreamKey stream) {
    return new AccessDecision(
        allowed,
        reason,
        priority,
        identity,
        Optional.of(stream),
        untilMillis,
        limits,
        credential,
        cause);
  }

  /** This, until then. */
  public AccessDecision until(long millis) {
    return new AccessDecision(
        allowed, reason, priority, identity, key, millis, limits, credential, cause);
  }

  /** This, within these limits. */
  public AccessDecision within(AccessLimits granted) {
    return new AccessDecision(
        allowed, reason, priority, identity, key, untilMillis, granted, credential, cause);
  }

  /** This, by this credential. */
  public AccessDecision by(String shown) {
    return new AccessDecision(
        allowed, reason, priority, identity, key, untilMillis, limits, shown, cause);
  }
}
