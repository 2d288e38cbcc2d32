package dev.weir.access.gate;

import dev.weir.access.IpAddress;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes guessing of tokens slow, as it is made for the credentials of streams: for an address that
 * showed too many wrong ones nothing is checked for a while, all but the tokens that were right
 * from there before. For any thread.
 */
public final class TokenGuard {
  private static final Logger LOG = LoggerFactory.getLogger(TokenGuard.class);

  private final boolean guards;
  private final AttemptLedger ledger;
  private final KnownCredentials known = new KnownCredentials();
  private final Runnable onBan;
  private final LongSupplier clock;

  /** A token that may be looked at. */
  @FunctionalInterface
  public interface Attempt {
    /**
     * It was looked at; to be called once.
     *
     * @param right it is one of those that are known
     */
    void ended(boolean right);
  }

  /**
   * @param limits of which those of wrong credentials count
   * @param onBan an address was banned
   */
  public TokenGuard(GateLimits limits, Runnable onBan) {
    this(limits, onBan, System::nanoTime);
  }

  /** With another clock; for tests. */
  TokenGuard(GateLimits limits, Runnable onBan, LongSupplier clock) {
    this.guards = limits.failuresPerAddress() > 0;
    this.ledger = new AttemptLedger(limits.failuresPerAddress(), limits.ban().toNanos());
    this.onBan = onBan;
    this.clock = clock;
  }

  /** Guards nothing. */
  public static TokenGuard none() {
    return new TokenGuard(GateLimits.NONE, () -> {});
  }

  /**
   * Somebody shows a token.
   *
   * @param host his address
   * @return empty when it is not to be looked at
   */
  public Optional<Attempt> attempt(String host, String token) {
    if (!guards) {
      return Optional.of(right -> {});
    }
    String from = IpAddress.group(host);
    KnownCredentials.Mark mark = known.token(from, token);
    if (known.contains(mark)) {
      return Optional.of(
          right -> {
            if (!right) {
              known.forget(mark);
            }
          });
    }
    return ledger.attemptNow(from, clock.getAsLong())
        ? Optional.of(right -> ended(from, mark, right))
        : Optional.empty();
  }

  private void ended(String from, KnownCredentials.Mark mark, boolean right) {
    if (right) {
      known.add(mark, true);
    }
    if (ledger.ended(from, false, !right, clock.getAsLong())) {
      onBan.run();
      LOG.atWarn().addKeyValue("peer", from).addKeyValue("of", "api").log("address-banned");
    }
  }
}
