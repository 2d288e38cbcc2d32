package dev.weir.transport;

import java.util.concurrent.TimeUnit;

/**
 * Whether the peer of a quiet connection is still there. Any byte is a sign of life.
 *
 * <p>Some clients never answer a ping (rtmp 5.4 asks for it, few check), so only the silence of one
 * that has answered before means something. The others' kernels acknowledge the ping, or the user
 * timeout ends the connection.
 */
final class LifeSign {
  /** What is to be done. */
  enum Verdict {
    FINE,
    PING,
    GONE
  }

  private final long quietNanos;
  private final long answerNanos;
  private long seen;
  private long heardNanos;
  private long pingedNanos;
  private boolean pinged;

  LifeSign(PeerPatience patience, long nowNanos) {
    this.quietNanos = TimeUnit.MILLISECONDS.toNanos(patience.quietMillis());
    this.answerNanos = TimeUnit.MILLISECONDS.toNanos(patience.answerMillis());
    this.heardNanos = nowNanos;
  }

  /**
   * Looks at the connection, once a second or so.
   *
   * @param bytesIn received so far
   * @param answersPings whether the peer ever did
   */
  Verdict check(long bytesIn, boolean answersPings, long nowNanos) {
    if (bytesIn != seen) {
      seen = bytesIn;
      heardNanos = nowNanos;
      pinged = false;
      return Verdict.FINE;
    }
    if (pinged && answersPings && nowNanos - pingedNanos >= answerNanos) {
      return Verdict.GONE;
    }
    if (nowNanos - (pinged ? pingedNanos : heardNanos) >= quietNanos) {
      pinged = true;
      pingedNanos = nowNanos;
      return Verdict.PING;
    }
    return Verdict.FINE;
  }
}
