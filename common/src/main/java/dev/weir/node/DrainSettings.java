package dev.weir.node;

import java.time.Duration;

/**
 * How a node leaves.
 *
 * @param deadline from the begin of a drain to the end of the process at the latest; zero for at
 *     once
 * @param spread time over which clients are asked to go elsewhere, and at the end are closed
 * @param sameAddress clients are asked to come again to the address that they know: a balancer is
 *     there, and the addresses of nodes mean nothing to them
 */
public record DrainSettings(Duration deadline, Duration spread, boolean sameAddress) {
  /** The same with another deadline. */
  DrainSettings within(Duration other) {
    return new DrainSettings(other, spread, sameAddress);
  }
}
