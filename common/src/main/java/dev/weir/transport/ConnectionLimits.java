package dev.weir.transport;

/**
 * How many connections a listener takes. An IPv6 network of 64 bits counts as one address.
 *
 * @param open over all addresses
 * @param openPerAddress from one address; 0 for no limit
 * @param pending that have not finished connect
 * @param pendingPerAddress of those, from one address; 0 for no limit
 * @param connectsPerAddress new ones a second from one address, with a burst of ten times this; 0
 *     for no limit
 */
public record ConnectionLimits(
    int open, int openPerAddress, int pending, int pendingPerAddress, int connectsPerAddress) {

  /** So many in all, from wherever they come. */
  public static ConnectionLimits of(int open) {
    return new ConnectionLimits(open, 0, open, 0, 0);
  }
}
