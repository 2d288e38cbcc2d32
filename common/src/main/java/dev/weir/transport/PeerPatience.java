package dev.weir.transport;

/**
 * How long a silent peer is believed in.
 *
 * @param userTimeoutMillis bytes that were sent and that its kernel does not acknowledge, or does
 *     not take, for so long end the connection (TCP_USER_TIMEOUT; only with epoll)
 * @param quietMillis without a byte from it, after which it is pinged
 * @param answerMillis for the answer of a peer that has answered before
 */
public record PeerPatience(int userTimeoutMillis, int quietMillis, int answerMillis) {
  /** Of clients. */
  public static final PeerPatience DEFAULT = new PeerPatience(20_000, 20_000, 10_000);
}
