package dev.weir.node;

import java.time.Duration;

/**
 * How a node leaves.
 *
 * @param deadline from the begin of a drain to the end of the process at the latest; zero for at
 *     once
 * @param spread time over which clients are asked to go elsewhere, and at the end are closed
 */
public record DrainSettings(Duration deadline, Duration spread) {}
