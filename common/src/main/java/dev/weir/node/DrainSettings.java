package dev.weir.node;

import java.time.Duration;

/**
 * How a node leaves.
 *
 * @param deadline from the begin of a drain to the end of the process at the latest; zero for at
 *     once
 * @param notice time from being not ready to taking nobody new, within the deadline
 * @param spread time over which clients are asked to go elsewhere, and at the end are closed
 * @param sameAddress clients are asked to come again to the address that they know: a balancer is
 *     there, and the addresses of nodes mean nothing to them
 */
public record DrainSettings(
    Duration deadline, Duration notice, Duration spread, boolean sameAddress) {
  /** What must not eat up a short deadline. */
  private static final int SHARE = 4;

  /** The notice is cut where it is too long. */
  public DrainSettings {
    Duration longest = deadline.dividedBy(SHARE);
    notice = notice.compareTo(longest) > 0 ? longest : notice;
  }

  /** The same with another deadline, begun anew with what is left of the notice. */
  DrainSettings soon(Duration other, Duration passed) {
    Duration left = notice.minus(passed);
    return new DrainSettings(other, left.isNegative() ? Duration.ZERO : left, spread, sameAddress);
  }

  /** The same with another deadline. */
  DrainSettings within(Duration other) {
    return new DrainSettings(other, notice, spread, sameAddress);
  }
}
