package dev.weir.loadtest.swarm;

/**
 * How a player reads.
 *
 * @param kind see there
 * @param kbps what a slow one reads, in kbit/s
 * @param receiveBytes the kernel's receive buffer (SO_RCVBUF); 0 leaves it to the system
 */
public record PlayerStyle(Kind kind, int kbps, int receiveBytes) {
  /** See the record. */
  public enum Kind {
    /** Reads whatever is there. */
    HEALTHY,
    /** Reads at a fixed rate once it has seen a key frame. */
    SLOW,
    /** Reads nothing any more once it has seen a key frame. */
    STALLED
  }

  private static final int SMALL = 16 << 10;

  /** Reads whatever is there. */
  public static final PlayerStyle HEALTHY = new PlayerStyle(Kind.HEALTHY, 0, 0);

  /** Stops to read. */
  public static final PlayerStyle STALLED = new PlayerStyle(Kind.STALLED, 0, SMALL);

  /** Reads at a rate in kbit/s. */
  public static PlayerStyle slow(int kbps) {
    return new PlayerStyle(Kind.SLOW, kbps, SMALL);
  }
}
