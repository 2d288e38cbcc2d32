package dev.weir.stream;

/**
 * When a player counts as slow.
 *
 * @param softBytes unsent bytes past which video is skipped
 * @param softMillis unsent media time past which video is skipped; half of it when the rest would
 *     take longer than this to send
 * @param hardBytes unsent bytes past which audio is left out too; only headers still pass
 * @param stallMillis without progress (4 KiB) while something is unsent: the player is closed
 */
public record PlayerLimits(long softBytes, int softMillis, long hardBytes, int stallMillis) {
  public static final PlayerLimits DEFAULT = of(4 << 20, 3_000, 10_000);

  /** The hard limit is twice the soft one. */
  public static PlayerLimits of(long softBytes, int softMillis, int stallMillis) {
    return new PlayerLimits(softBytes, softMillis, 2 * softBytes, stallMillis);
  }
}
